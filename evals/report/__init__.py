"""What the runs came to, for people and for programs: Markdown, HTML, JSON, JUnit."""

from collections.abc import Mapping

from evals.report.evaluation import Evaluation
from evals.report.json_report import json_report
from evals.report.junit import junit
from evals.report.page import page
from evals.report.table import table


def reports(evaluation: Evaluation) -> Mapping[str, str]:
    """Return every report by the name of its file. The same runs give the same bytes."""
    return {
        "results.json": json_report(evaluation),
        "results.md": table(evaluation),
        "results.html": page(evaluation),
        "junit.xml": junit(evaluation),
    }


__all__ = ["Evaluation", "reports", "table"]
