"""`results.json`: every score with its explanation, and the table."""

import json

from evals.report.evaluation import Evaluation


def json_report(evaluation: Evaluation) -> str:
    """Return the results as JSON."""
    data = {
        "arms": [row.model_dump(mode="json") for row in evaluation.arms],
        "baselines": [row.model_dump(mode="json") for row in evaluation.degenerate],
        "runs": [run.model_dump(mode="json", exclude={"decided"}) for run in evaluation.runs],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
