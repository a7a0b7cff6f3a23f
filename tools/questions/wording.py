"""The words of a question, from the description of the fact that it asks for."""

from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tools.domain.facts import Facts, FactsError, read_ref
from tools.subskills.failure_analyzer.asking import asking


def wording(facts: Facts, ref: str) -> tuple[str, str]:
    """Return (question, what the fact means) for a reference such as `stores.shop_db.log_access`."""
    section, *_, leaf = ref.split(".")
    if (section, leaf) == ("signals", "seen"):
        return asking(facts, read_ref(facts, ref.rpartition(".")[0]))
    field, name = _field(facts, ref)
    if field is None:
        return f"What is {ref}?", ""
    extra = field.json_schema_extra
    ask = str(extra.get("ask", "")) if isinstance(extra, dict) else ""
    unit = f" ({extra['unit']})" if isinstance(extra, dict) and "unit" in extra else ""
    meaning = f"{field.description}{unit}"
    subject = f" for {name}" if name else ""
    return ask.replace("{name}", name) or f"Is this so{subject}: {field.description}?", meaning


def _field(facts: Facts, ref: str) -> tuple[FieldInfo | None, str]:
    """Return the description of a fact and the name of the row that it belongs to."""
    *row, leaf = ref.split(".")
    name = ", ".join(row[1::2])  # `transactions.pay.steps.debit`: pay, debit
    model: type[BaseModel] | None
    try:
        holder = read_ref(facts, ".".join(row))
        model = type(holder) if isinstance(holder, BaseModel) else _group(facts, row)
    except FactsError:
        return None, name
    return (model.model_fields.get(leaf) if model else None), name


def _group(facts: Facts, row: list[str]) -> type[BaseModel] | None:
    """Return the type of an optional group that nobody filled, e.g. `reads.search.computation`."""
    holder = read_ref(facts, ".".join(row[:-1]))
    if not isinstance(holder, BaseModel):
        return None
    candidates = get_args(type(holder).model_fields[row[-1]].annotation)
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)
