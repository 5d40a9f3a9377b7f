"""Telling other systems what happened: signed, tried again, kept when it fails, and never to where it may not go."""
