import re
from importlib.resources import files

import pytest

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.record import parse
from tools.knowledge.sources import sources
from tools.knowledge.technology import Claim


@pytest.mark.parametrize(
    ("id_", "label"),
    [
        ("mem", "from memory"),
        ("judg", "engineering judgement"),
        ("sim", "enumeration in this project's tests"),
        ("stripe_idem", "https://docs.stripe.com/idempotency"),
    ],
)
def test_a_source_is_printed_as_what_it_is(id_: str, label: str) -> None:
    assert sources()[id_].label == label


def test_every_source_has_an_address_or_says_why_it_has_none() -> None:
    without = {s.id for s in sources().values() if s.url is None}
    assert without == {"mem", "judg", "sim"}
    assert all(s.url.startswith("http") for s in sources().values() if s.url)


def test_no_page_is_registered_twice() -> None:
    urls = [s.url for s in sources().values() if s.url]
    assert sorted(urls) == sorted(set(urls))


def test_no_id_is_written_twice_because_yaml_would_keep_the_last_silently() -> None:
    text = files("tools.knowledge").joinpath("sources.yaml").read_text()
    ids = re.findall(r"^(\w+):", text, flags=re.MULTILINE)
    assert sorted(ids) == sorted(set(ids))
    assert set(ids) == set(sources())


def test_a_claim_that_cites_an_unregistered_source_is_refused() -> None:
    with pytest.raises(KnowledgeError, match=r"a_file.*\n.*\n.*'hearsay' is not in sources.yaml"):
        parse(Claim, {"sources": ["hearsay"]}, "a_file")


def test_a_claim_without_source_is_from_memory() -> None:
    assert [s.label for s in parse(Claim, {}, "a_file").cited] == ["from memory"]


def test_a_claim_cannot_have_an_empty_list_of_sources() -> None:
    with pytest.raises(KnowledgeError, match="at least 1 item"):
        parse(Claim, {"sources": []}, "a_file")
