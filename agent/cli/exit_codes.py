"""What the program's exit codes mean."""

OK = 0
FINDINGS = 1
BAD_INPUT = 2
NEEDS_ANSWERS = 3
CANNOT_WRITE = 4
NO_VERDICT = 5
DESIGN_BREAKS = 6
BUDGET_USED = 7
INTERNAL = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it

MEANINGS = {
    OK: "done",
    FINDINGS: "findings (--fail-on), a path of today breaks, low scores",
    BAD_INPUT: "wrong input or usage",
    NEEDS_ANSWERS: "a decision waits for an answer",
    CANNOT_WRITE: "a file could not be written",
    NO_VERDICT: "a search reached its limit, or had no model",
    DESIGN_BREAKS: "a recommended path breaks in the search",
    BUDGET_USED: "the chat's tokens are used up (--budget-tokens)",
    INTERNAL: "a defect of this program",
    INTERRUPTED: "stopped with Ctrl-C",
}
"""One line each, for --help. Of several that apply the largest is returned."""
