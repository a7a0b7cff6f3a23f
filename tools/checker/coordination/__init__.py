from tools.checker.coordination.confluence import DEPTH, Confluence, Row, Witness, confluent, told
from tools.checker.coordination.constraints import coordination
from tools.checker.coordination.table import ROWS

__all__ = ["DEPTH", "ROWS", "Confluence", "Row", "Witness", "confluent", "coordination", "told"]
