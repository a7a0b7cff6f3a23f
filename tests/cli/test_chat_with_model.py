"""With a model in a chat: it is named, its part is checked, paid for within a budget, and told."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.llm.port import Answer, T, Usage, Use

DELETES = "entities.product.deletes"
FLAG = "we only flag them, never a real DELETE"
Scripted = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Fake:
    """Answers by the name of the use; what it has no answer for it leaves to the offline path."""

    def __init__(self, **answers: Scripted) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def answer(self, use: Use[T], **values: Any) -> Answer[T]:
        self.asked.append(use.name)
        scripted = self.answers.get(use.name)
        value = use.answer.model_validate(scripted(values)) if scripted else None
        return Answer(value, Usage(requests=1, tokens_in=1000, tokens_out=50, tokens_cached=800))


def reads_flag_as_soft(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "answers": [
            {"fact": card["fact"], "value": "soft", "quote": "we only flag them"} for card in values["cards"]
        ]
    }


@pytest.fixture
def chat(run, monkeypatch: pytest.MonkeyPatch, facts_file: Path):
    """Hold one chat with a fake in place of the model."""
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://me:hunter2@localhost:8080/v1")
    monkeypatch.setenv("INTEGRATION_ARCHITECT_MODEL", "small-model")

    def one(fake: Fake, *lines: str, options: tuple[object, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr("agent.cli.chat.connect", lambda settings: fake)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("chat", *(options or (facts_file,)))

    return one


def session(told: str) -> str:
    return told.split()[1].rstrip(".")


def test_it_says_which_model_where_and_what_it_is_sent(chat) -> None:
    _, _, err = chat(Fake())
    assert "Model: small-model at localhost:8080. It is sent the prose of your brief" in err
    assert "hunter2" not in err


def test_offline_means_offline(chat, facts_file: Path) -> None:
    fake = Fake()
    _, _, err = chat(fake, "why is it so?", "assume rest", options=(facts_file, "--offline"))
    assert fake.asked == []
    assert "nothing leaves this machine" in err
    assert "Model use" not in err


def test_an_answer_in_the_user_s_own_words_is_read_by_the_model(run, chat) -> None:
    fake = Fake(read=reads_flag_as_soft)
    _, _, err = chat(fake, "false", FLAG, "assume", "quit")
    assert "Or something else, in your own words." in err
    assert f"noted: {DELETES} = soft" in err
    assert json.loads(run("sessions", "show", session(err))[1])["answers"][DELETES] == "soft"


def test_words_that_settle_nothing_are_asked_again(run, chat) -> None:
    fake = Fake(read=lambda values: {"answers": []})
    _, _, err = chat(fake, "hard to say, it depends", "1", "1", "quit")
    assert "“hard to say, it depends” does not settle entities.product.large_columns" in err
    assert (
        json.loads(run("sessions", "show", session(err))[1])["answers"].keys()
        & {"entities.product.large_columns"}
        == set()
    )


def test_questions_come_in_the_words_of_the_model(chat) -> None:
    def words(values: Mapping[str, Any]) -> Mapping[str, Any]:
        question = "Are product rows long?"
        return {
            "cards": [{"fact": card["fact"], "question": question, "why": ""} for card in values["cards"]]
        }

    assert "Question 1 of 3: Are product rows long?" in chat(Fake(ask=words))[2]


def test_a_question_gets_an_answer_that_names_only_what_is_there(chat) -> None:
    explain = iter(["The feed to search is read from the log.", *["MongoDB holds it."] * 2])
    fake = Fake(explain=lambda values: {"text": next(explain)})
    _, _, err = chat(fake, "why is search fed like that?", "assume rest", "is it fast?")
    assert "The feed to search is read from the log." in err
    assert "the model's answer is left out" in err
    assert "nothing is called 'is it fast?'" in err


def test_what_was_used_is_told_at_the_end_and_kept(run, chat) -> None:
    _, _, err = chat(Fake(read=reads_flag_as_soft), "false", FLAG, "assume", "quit")
    table = err[err.index("Model use") :].splitlines()
    assert table[0].split() == ["Model", "use", "requests", "tokens", "in", "cached", "tokens", "out"]
    used = json.loads(run("sessions", "show", session(err))[1])["usage"]
    assert [line.split()[0] for line in table[1:]] == [*used, "all"]
    assert used["read"] == {"requests": 1, "tokens_in": 1000, "tokens_out": 50, "tokens_cached": 800}
    requests = sum(one["requests"] for one in used.values())
    assert table[-1].split() == [
        "all",
        str(requests),
        f"{requests * 1000:,}",
        f"{requests * 800:,}",
        str(requests * 50),
    ]


def test_a_used_up_budget_ends_the_chat_and_it_goes_on_offline(run, chat, facts_file: Path) -> None:
    fake = Fake()
    code, _, err = chat(fake, "assume rest", options=(facts_file, "--budget-tokens", "1000"))
    assert code == 7
    assert "the budget of 1,000 tokens is used up" in err
    assert f"go on with: integration-architect chat --resume {session(err)}" in err
    assert "Model use" in err
    code, _, err = chat(fake, options=("--resume", session(err), "--offline"))
    assert code == 0
    assert "Written: integration-architecture.md" in err


def test_a_model_that_fails_is_told_once_and_done_without(chat) -> None:
    class Failing(Fake):
        def answer(self, use: Use[T], **values: Any) -> Answer[T]:
            return Answer(None, fault="the key was not accepted (401); check ANTHROPIC_API_KEY")

    code, _, err = chat(Failing(), "assume rest")
    assert code == 0
    assert err.count("the key was not accepted (401)") == 1


def test_ctrl_c_while_the_model_is_asked_leaves_a_chat_that_goes_on(chat) -> None:
    def interrupted(values: Mapping[str, Any]) -> Mapping[str, Any]:
        raise KeyboardInterrupt

    fake = Fake(read=reads_flag_as_soft, challenge=interrupted)
    code, _, err = chat(fake, "1", FLAG, "assume rest")
    assert code == 130
    assert "Stopped. The chat is kept" in err
    assert "Model use" in err
    code, _, err = chat(Fake(), options=("--resume", session(err)))
    assert code == 0
    assert f"{DELETES} = soft" in err
    assert "Written: integration-architecture.md" in err
