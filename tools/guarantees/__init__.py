"""What a path guarantees end to end: composed hops, the laws that hold, the checklist."""

from tools.guarantees.checklist import checklist
from tools.guarantees.compose import Composed, compose
from tools.guarantees.laws import judge, law_hits, law_inputs

__all__ = ["Composed", "checklist", "compose", "judge", "law_hits", "law_inputs"]
