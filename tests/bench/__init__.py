"""Measures what the project promises about speed and size: `make bench` prints one table. Nothing here is a test."""
