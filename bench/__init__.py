"""Figures: start-up, time and memory. Run by `make bench`; nothing here is a test."""
