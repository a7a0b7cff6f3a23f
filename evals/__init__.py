"""Scenario fixtures and their scoring."""
