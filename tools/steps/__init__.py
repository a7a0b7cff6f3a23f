"""The eight steps: facts in, a design out, one step at a time and never looking ahead."""

from tools.steps.pipeline import STAGES, STEPS, Stage, Step, asker, consult, run, start

__all__ = ["STAGES", "STEPS", "Stage", "Step", "asker", "consult", "run", "start"]
