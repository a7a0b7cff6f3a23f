"""The files of one design, by name."""

import json
from collections.abc import Mapping, Sequence

from agent import state as states
from agent.cards import decided, open_questions
from agent.state import State
from tools.domain.design import Design
from tools.domain.questions import Question
from tools.intake.result import Intake
from tools.report import document, html, markdown
from tools.report.document import Document

MARKDOWN = "integration-architecture.md"
JSON = "integration-architecture.json"
HTML = "integration-architecture.html"


def documents(
    design: Design, questions: Sequence[Question], intake: Intake, *, with_html: bool = False
) -> Mapping[str, str]:
    """Render a design: Markdown, JSON and, if wanted, one self-contained page."""
    return rendered(document(design, questions, intake), with_html=with_html)


def document_of(state: State) -> Document:
    """Return the document of a conversation as far as it is decided, with what a model wrote for it."""
    return document(decided(state), open_questions(state), states.intake_of(state), states.assisted_of(state))


def rendered(doc: Document, *, with_html: bool = False) -> Mapping[str, str]:
    """Render a document: Markdown, JSON and, if wanted, one self-contained page."""
    data = json.dumps(doc.as_json(), ensure_ascii=False, indent=2) + "\n"
    files = {MARKDOWN: markdown(doc), JSON: data}
    return {**files, HTML: html(doc)} if with_html else files
