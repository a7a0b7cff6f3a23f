import copy

import pytest

from tools.knowledge import version_tokens as loader
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.version_tokens import version_tokens


def test_offsets_and_sync_stamps_are_refused_with_the_reason() -> None:
    refused = {token.source: token.trap for token in version_tokens().values() if token.refused}
    assert set(refused) == {"kafka_offset", "elt_sync_stamp"}
    assert all(refused.values())


def test_the_best_token_is_a_version_that_the_application_owns() -> None:
    assert [token.source for token in version_tokens().values() if token.best] == ["any_application_owned"]


def test_a_source_with_both_a_token_and_a_refusal_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    data = copy.deepcopy(read_yaml("version_tokens.yaml"))
    data["kafka_offset"]["token"] = "the offset"
    monkeypatch.setattr(loader, "read_yaml", lambda name: data)
    with pytest.raises(KnowledgeError, match="kafka_offset: expected either a token or refused: true"):
        loader.version_tokens.__wrapped__()
