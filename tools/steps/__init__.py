"""The eight steps: facts in, a design out, one step at a time and never looking ahead."""

from tools.steps.pipeline import STEPS, Step, run, start

__all__ = ["STEPS", "Step", "run", "start"]
