"""What is asked of a path, in a reader's words, and why it is asked."""

from collections.abc import Mapping

from tools.checker.trace import named

WORDS: Mapping[str, tuple[str, str]] = {
    "convergence": (
        "once nothing is under way, {target} holds what {source} holds",
        "{target} is a copy of {entity}",
    ),
    "no_resurrection": ("a deleted row stays deleted", "rows of {entity} can be deleted"),
    "no_transient_resurrection": (
        "a deleted row does not come back for a while",
        "a reader of {entity} would be harmed by it",
    ),
    "exactly_once_derived": (
        "each change takes effect in {target} once",
        "a change adds to what is in {target}",
    ),
    "exactly_once_source": ("each request takes effect in {source} once", "clients try again"),
    "everything_delivered": ("nothing that was committed is left out", "each event is meant to be acted on"),
    "effect_at_most_once": ("{target} is not called to effect twice", "the effect cannot be taken back"),
    "no_effect_without_commit": (
        "nothing is done for what was never committed",
        "the effect cannot be taken back",
    ),
    "every_copy_converges": (
        "once nothing is under way, {target} and {cache} hold what {source} holds",
        "both are copies of {entity} and follow one log",
    ),
    "cache_fresh": (
        "once nothing is under way, {target} holds the newest value or none",
        "{target} is a cache of {entity}",
    ),
    "causal_privacy": (
        "a change is not acted on before the one that it depends on",
        "{entity} depends on another change",
    ),
    "conservation": (
        "what is taken in one place is given in the other",
        "{entity} changes in two places at once",
    ),
    "all_or_nothing": (
        "either both places commit or none does",
        "{entity} is committed in several places together",
    ),
    "each_transfer_once": ("each transfer is made once", "a transfer may be asked for again"),
    "no_overdraft": ("no more is taken than there is", "two may take from one place at once"),
    "no_participant_in_doubt": (
        "nobody stays prepared, with its locks, for ever",
        "{entity} is committed in several places together",
    ),
    "no_echo_loop": ("a change does not come back as a new one", "both stores feed each other"),
    "no_lost_update": ("no acknowledged write is overwritten unseen", "several write {entity}"),
    "uniqueness": ("a value is taken once", "the value must be unique"),
}
"""Invariant -> (what must hold, why it is asked of a path)."""


def asked(name: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Return what an invariant demands and why, with the user's names for source, target and entity."""
    holds, why = WORDS[name]
    return named(holds, names), named(why, names)
