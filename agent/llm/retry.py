"""Send again what may go through the second time, after a wait that grows and has an end."""

import random
import time
from collections.abc import Callable

from agent.llm.transport import Fault, Message, Request, Transport

ATTEMPTS = 3
"""Of one request, the first included (engineering judgement)."""

LONGEST_WAIT_S = 30.0
"""A user sits before it. Who asks for more is not waited for (engineering judgement)."""


class Retrying:
    """Repeats on faults that pass: full jitter below 1, 2, 4 … seconds, or the wait that was asked for."""

    def __init__(
        self,
        inner: Transport,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._inner = inner
        self._sleep = sleep
        self._jitter = jitter

    def send(self, request: Request) -> Message:
        """Send one request, up to ATTEMPTS times. Raise the last Fault."""
        for attempt in range(1, ATTEMPTS):
            try:
                return self._inner.send(request)
            except Fault as fault:
                wait = 2 ** (attempt - 1) * self._jitter() if fault.wait_s is None else fault.wait_s
                if not fault.again or wait > LONGEST_WAIT_S:
                    raise
                self._sleep(max(wait, 0.0))
        return self._inner.send(request)
