"""The files of one design, by name."""

import json
from collections.abc import Mapping, Sequence

from tools.domain.design import Design
from tools.domain.questions import Question
from tools.intake.result import Intake
from tools.report import document, html, markdown

MARKDOWN = "integration-architecture.md"
JSON = "integration-architecture.json"
HTML = "integration-architecture.html"


def documents(
    design: Design, questions: Sequence[Question], intake: Intake, *, with_html: bool = False
) -> Mapping[str, str]:
    """Render a design: Markdown, JSON and, if wanted, one self-contained page."""
    doc = document(design, questions, intake)
    data = json.dumps(doc.as_json(), ensure_ascii=False, indent=2) + "\n"
    files = {MARKDOWN: markdown(doc), JSON: data}
    return {**files, HTML: html(doc)} if with_html else files
