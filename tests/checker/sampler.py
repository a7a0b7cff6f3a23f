"""A model without a story: every operation, every kind of variable, and updates that read each other.

Its names are reserved words somewhere.
"""

from tools.checker.expression import all_of, any_of, append, drop, either, length, put, table
from tools.checker.model import Model


def sampler() -> Model:
    model = Model("sampler")
    turn = model.number("turn")
    low = model.number("val", -2)
    odd = model.number("end")
    kept = model.array("LET", (3, 0, 7))
    line = model.queue("chan", 3)
    model.action(
        "take in", "reader 1", "line", "takes a number in",
        when=[turn < 5, length(line) < 3],
        do={"chan": append(line, table((4, -1, 2), turn % 3)), "turn": turn + 1},
    )  # fmt: skip
    model.action(
        "pass on", "worker 1", "kept", "keeps the first and swaps two",
        when=[turn < 5, length(line) > 0, any_of(line[0].ne(4), odd)],
        do={
            "LET": put(put(kept, 0, kept[1]), turn % 2 + 1, kept[0] + line[0]),
            "chan": either(odd, append(drop(line, 1), low * low), drop(line, 1)),
            "end": ~all_of(odd, low < 0),
            "turn": turn + 1,
        },
    )  # fmt: skip
    model.action(
        "lose", "worker 1", "line", "loses all but the last",
        when=[length(append(line, 0)) > 2, turn <= 4],
        do={
            "chan": drop(line, length(line) - 1),
            "val": low + kept[1] // 3 - 1,
            "turn": turn + 1,
            "end": table((0, 1), line[length(line) - 1].eq(2)),
        },
        fault="crash",
    )  # fmt: skip
    model.action("wait", "clock", "clock", "waits", when=[turn.ne(5)], do={"turn": turn + 1})
    model.quiet("the end comes", turn.eq(5), "it stops at {turn}")
    model.always("few", length(line) <= 3, "too many")
    model.always("few", length(line).ne(4), "four")
    return model
