"""`results.html`: one page that needs nothing else, expected and actual side by side for each scenario."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from evals.report.evaluation import Evaluation
from evals.report.table import percent, told
from evals.scorers import SCORERS


def page(evaluation: Evaluation) -> str:
    """Return the results as one HTML page. Whatever a brief or a document says is text in it."""
    return _template().render(evaluation=evaluation, scorers=SCORERS)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("evals.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "told": told}
    return environment.get_template("page.html.j2")
