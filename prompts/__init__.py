"""Prompt prose, and nothing else."""
