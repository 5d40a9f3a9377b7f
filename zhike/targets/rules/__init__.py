"""Arithmetic of targets, commission and forecasts, without Django."""
