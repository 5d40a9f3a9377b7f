"""Leads: strangers who may become customers, where they came from and who follows them up."""
