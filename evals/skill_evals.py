"""`evals.json`: the scenarios in the format of skill evaluations, written by `python -m evals.skill_evals`.

`{skill_name, evals: [{id, prompt, expected_output, files, expectations}]}`, files as of the skill's folder.
Scenarios that hand over a facts file are left out: they ask one subskill, not the skill.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.gold import NO_STORE, Expected, GoldEntity, GoldStore
from evals.scenario import Scenario, load_all
from evals.scoring import either

SKILL = "data-integration-architect"
FILE = Path(__file__).with_name("evals.json")
PROMPT = "Here is what we have: {files}. Design how our data should get from one store to the next."
OUTPUT = "integration-architecture.md and integration-architecture.json. {title}."


def skill_evals(scenarios: Sequence[Scenario]) -> str:
    """Return `evals.json`."""
    told = [one for one in scenarios if "subskill" not in one.expected.kinds]
    data = {"skill_name": SKILL, "evals": [_eval(number, one) for number, one in enumerate(told, 1)]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _eval(number: int, scenario: Scenario) -> dict[str, Any]:
    files = sorted(scenario.brief.texts)
    return {
        "id": number,
        "prompt": PROMPT.format(files=", ".join(files)),
        "expected_output": OUTPUT.format(title=scenario.expected.title),
        "files": [f"evals/scenarios/{scenario.name}/{name}" for name in files],
        "expectations": list(_expectations(scenario.expected)),
    }


def _expectations(gold: Expected) -> Iterator[str]:
    rows: tuple[GoldStore | GoldEntity, ...] = (*gold.stores, *gold.entities)
    called = {NO_STORE: "no store"} | {one.id: next(iter(one.called), one.id) for one in rows}
    for entity, right in gold.systems_of_record.items():
        yield f"The system of record of {called[entity]} is {either(called[one] for one in right)}"
    if gold.composition == "single":
        yield "It recommends one store and no further pipeline"
    for path in gold.paths or ():
        by = f" by {either(path.mechanism)}".replace("_", " ") if path.mechanism else ""
        ends = f"{called[path.entity]} from {called[path.source]} to {called[path.target]}"
        yield f"The recommended design carries {ends}{by}"
    for finding in gold.findings or ():
        yield f"It finds what is wrong today: {finding.why}"
    if gold.findings == ():
        yield "It reports nothing wrong with how data moves today"
    for ref in gold.questions.ask:
        yield f"It asks for {ref}, or lists it as an open question or an assumption"


def write() -> None:
    """Write the file anew."""
    FILE.write_text(skill_evals(load_all()), "utf-8")


if __name__ == "__main__":
    write()
