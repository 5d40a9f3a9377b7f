"""Targets, attainment, commission and forecast of sales."""
