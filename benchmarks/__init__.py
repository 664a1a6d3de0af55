"""Measurements; every speed claim of the documentation comes from here."""
