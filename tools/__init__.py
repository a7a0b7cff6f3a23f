"""Deterministic: values in, values out. No LLM, no network, no clock, no randomness."""
