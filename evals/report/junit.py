"""`junit.xml`: a suite for each arm. A run below a bar failed, one that could not end is an error."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.judge import Judged
from evals.report.evaluation import Evaluation
from evals.report.table import percent

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(evaluation: Evaluation) -> str:
    """Return the results as JUnit XML."""
    root = Element("testsuites")
    for row in evaluation.arms:
        runs = [run for run in evaluation.runs if run.arm == row.arm]
        counts = {
            "tests": len(runs),
            "failures": row.ran - row.passed,
            "errors": row.errors,
            "skipped": row.not_run,
        }
        suite = SubElement(root, "testsuite", _texts({"name": row.arm, **counts}))
        for run in runs:
            _case(suite, run)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: Element, run: Judged) -> None:
    name = run.scenario if run.repeat == 1 else f"{run.scenario} #{run.repeat}"
    case = SubElement(suite, "testcase", _texts({"classname": f"evals.{run.arm}", "name": name}))
    if run.status == "error":
        SubElement(case, "error", _texts({"message": run.message}))
    elif run.status == "not run":
        SubElement(case, "skipped", _texts({"message": run.message}))
    elif not run.passed:
        scores = ", ".join(f"{name} {percent(one.value)}" for name, one in run.scores.items())
        SubElement(case, "failure", _texts({"message": run.message or scores}))


def _texts(attributes: Mapping[str, object]) -> dict[str, str]:
    return {name: _NO_XML.sub("\ufffd", str(value)) for name, value in attributes.items()}
