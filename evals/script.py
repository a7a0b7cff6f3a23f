"""The scripted user: says what `user.yaml` has for a question, in words to a model, else as a value."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from agent.state import Json, Reply
from evals.gold import ScriptedAnswer, User

ASSUME = "assume"
"""As a meaning: the user does not know."""


class Script:
    """One user in one conversation. An answer that was refused is given another way the next time."""

    def __init__(self, user: User, in_words: bool) -> None:
        self.user = user
        self.in_words = in_words
        self.turns = 0
        self.refused: Counter[str] = Counter()

    def reply(self, waiting: Json, ours: Mapping[str, str]) -> Reply:
        """Answer a set of cards. `ours` are the product's ids by gold id, to speak of stores."""
        self.turns += 1
        if self.turns > self.user.turns:
            return Reply(assume_rest=True)
        self._notice(waiting)
        said, answers, assume, rest = dict[str, str](), dict[str, str](), [], False
        for card in waiting["cards"]:
            fact, script = card["fact"], self._script(card)
            way = self._way(fact, script)
            if script and way == "words":
                said[fact] = script.says
            elif script and way == "value":
                answers[fact] = _typed(script.means, ours)
            elif script or self.user.otherwise == ASSUME:
                assume.append(fact)
            else:
                rest = True
        return Reply(said=said, answers=answers, assume=tuple(assume), assume_rest=rest)

    def _notice(self, waiting: Json) -> None:
        """Count what was refused: the facts that the problem names, all of them if it names none."""
        if problem := waiting["problem"]:
            facts = [card["fact"] for card in waiting["cards"]]
            self.refused.update([fact for fact in facts if fact in problem] or facts)

    def _script(self, card: Json) -> ScriptedAnswer | None:
        return next((one for one in self.user.answers if one.fits(card["fact"], card["wording"])), None)

    def _way(self, fact: str, script: ScriptedAnswer | None) -> str:
        """Return how to answer: `words`, then `value`, then neither."""
        ways = ["words"] if self.in_words else []
        if script and script.means != ASSUME:
            ways.append("value")
        refused = self.refused[fact]
        return ways[refused] if refused < len(ways) else ""


def _typed(means: Any, ours: Mapping[str, str]) -> str:
    """Return a value as in a facts file, with the product's names for stores."""
    if isinstance(means, Sequence) and not isinstance(means, str):
        return f"[{', '.join(_typed(one, ours) for one in means)}]"
    return ours.get(means, means) if isinstance(means, str) else json.dumps(means)
