"""Which isolation level each transaction needs, and what is cheaper than raising it."""

from tools.subskills.isolation.advise import NAME, advise
from tools.subskills.subskill import Subskill

SUBSKILL = Subskill(
    name=NAME,
    title="Which isolation level each transaction needs",
    step=7,
    asks="What can go wrong when two of these run at once, and what is the cheapest way to keep it out?",
    groups=("S7.isolation", "S7.isolation_guard"),
    advise=advise,
)
