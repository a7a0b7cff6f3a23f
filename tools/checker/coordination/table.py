"""The table of invariants and operations. No row says whether coordination is needed: that is computed."""

from typing import Any

from tools.checker.coordination.amounts import (
    CEILING_DECREASE,
    CEILING_INCREASE,
    FLOOR_DECREASE,
    FLOOR_INCREASE,
    FLOOR_SHARES,
    SUM_MOVED,
    SUM_OVERWRITTEN,
    SUM_WITH_FLOOR,
)
from tools.checker.coordination.confluence import Row
from tools.checker.coordination.effects import EITHER_OR, FORWARD_ONLY, ONCE_COUNTED, ONCE_KEYED
from tools.checker.coordination.references import (
    INDEX_UPDATE,
    REFERENCE_CASCADE,
    REFERENCE_DELETE,
    REFERENCE_INSERT,
    VIEW_UPDATE,
)
from tools.checker.coordination.sets import (
    NUMBER_WITHOUT_GAP,
    PERIOD_BOOKED,
    SET_CONTAINS,
    SIZE_EXACT,
    SIZE_LIMIT,
    UNIQUE_CHOSEN,
    UNIQUE_GENERATED,
    VALUE_SET,
)

ROWS: tuple[Row[Any], ...] = (
    VALUE_SET,
    UNIQUE_CHOSEN,
    UNIQUE_GENERATED,
    NUMBER_WITHOUT_GAP,
    PERIOD_BOOKED,
    REFERENCE_INSERT,
    REFERENCE_DELETE,
    REFERENCE_CASCADE,
    INDEX_UPDATE,
    VIEW_UPDATE,
    FLOOR_INCREASE,
    FLOOR_DECREASE,
    FLOOR_SHARES,
    CEILING_INCREASE,
    CEILING_DECREASE,
    SET_CONTAINS,
    SIZE_EXACT,
    SIZE_LIMIT,
    SUM_MOVED,
    SUM_OVERWRITTEN,
    SUM_WITH_FLOOR,
    ONCE_KEYED,
    ONCE_COUNTED,
    EITHER_OR,
    FORWARD_ONLY,
)
