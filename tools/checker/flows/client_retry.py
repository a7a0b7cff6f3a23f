"""Client retry: a client that hears nothing sends its operation again, although it may have taken effect."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, all_of, either, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

Dedup = Literal["none", "separate", "same_transaction"]

FAULTS = var("faults")
NEW, WAITING, DONE = range(3)


@dataclass(frozen=True, slots=True)
class ClientRetry(Flow):
    """Clients that each send one operation to a service, which commits it in the source and acknowledges it.

    `operation_id`: the client makes an id and keeps it for every attempt. `dedup`: how the service recognises
    an operation that it has committed: not at all; by looking its id up before the transaction that commits
    it (`separate`); or by recording its id in that transaction, under a unique constraint.
    """

    family: ClassVar[str] = "client retry"
    assumes: ClassVar[tuple[str, ...]] = (
        "a client that hears nothing tries again until it does",
        "the service handles several requests at once",
        "the ids of operations are kept for longer than any client tries",
    )
    operation_id: bool = False
    dedup: Dedup = "none"

    def model(self, scope: Scope) -> Model:
        """Return one client per operation, and the service's part in it."""
        model = Model("client_retry")
        model.number("faults", scope.faults)
        for number in range(scope.writers):
            request = _request(model, number, scope)
            _client(model, request)
            _service(model, request, self.dedup if self.operation_id else "none")
            if scope.faults:
                _silence(model, request)
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield the flow with an id and its record in the transaction, whichever is missing."""
        says = []
        if not self.operation_id:
            says.append("let the client make an id for the operation and send it with every attempt")
        if self.dedup != "same_transaction":
            says.append("store that id in {source}, unique, in the transaction that commits the operation")
        if says:
            yield Repair("; ".join(says), replace(self, operation_id=True, dedup="same_transaction"))


@dataclass(frozen=True, slots=True)
class _Request:
    """One operation under way: where its client is, and how many attempts and answers are on their way."""

    number: int
    again: Shown
    client: Expr  # NEW, WAITING or DONE
    sent: Expr  # attempts that the service has not looked at
    unknown: Expr  # attempts that the service has looked up and not found
    answers: Expr  # acknowledgements that the client has not received
    times: Expr  # how often the operation was committed

    @property
    def under_way(self) -> Expr:
        """Return how many attempts the service still has to commit or to answer."""
        return self.sent + self.unknown


def _request(model: Model, number: int, scope: Scope) -> _Request:
    client, sent, unknown, answers, times = (
        model.number(f"{name}_{number}") for name in ("client", "sent", "unknown", "answers", "times")
    )
    again = Shown(times, ("", *[" again"] * (scope.faults + 1)))
    return _Request(number, again, client, sent, unknown, answers, times)


def _client(model: Model, request: _Request) -> None:
    n, role = request.number, f"client {request.number + 1}"
    model.action(
        f"send_{n}", role, "service", f"sends operation {n + 1} to {{service}}",
        when=[request.client.eq(NEW)],
        do={f"client_{n}": WAITING, f"sent_{n}": 1},
    )  # fmt: skip
    model.action(
        f"acknowledge_{n}", "service", role, f"acknowledges operation {n + 1}",
        when=[request.client.eq(WAITING), request.answers > 0],
        do={f"client_{n}": DONE, f"answers_{n}": 0},
    )  # fmt: skip
    model.action(
        f"retry_{n}", role, "service", f"hears nothing and sends operation {n + 1} to {{service}} again",
        when=[request.client.eq(WAITING), request.under_way.eq(0), request.answers.eq(0)],
        do={f"sent_{n}": 1},
    )  # fmt: skip


def _service(model: Model, request: _Request, dedup: Dedup) -> None:
    n, shown = request.number, {"again": request.again}
    answer = {f"answers_{n}": either(request.client.eq(WAITING), request.answers + 1, 0)}
    commit = {f"times_{n}": request.times + 1, **answer}
    taken = {f"sent_{n}": request.sent - 1}
    known = request.times > 0
    says = f"commits operation {n + 1} in {{source}}{{again}}"
    match dedup:
        case "none":
            model.action(
                f"commit_{n}", "service", "source", says,
                when=[request.sent > 0], do=taken | commit, shown=shown,
            )  # fmt: skip
        case "separate":
            model.action(
                f"look_up_{n}", "service", "source", f"looks operation {n + 1} up in {{source}}: not there",
                when=[request.sent > 0, ~known],
                do=taken | {f"unknown_{n}": request.unknown + 1},
            )  # fmt: skip
            model.action(
                f"commit_{n}", "service", "source", says,
                when=[request.unknown > 0],
                do={f"unknown_{n}": request.unknown - 1, **commit}, shown=shown,
            )  # fmt: skip
        case "same_transaction":
            model.action(
                f"commit_{n}", "service", "source", says + " with its id",
                when=[request.sent > 0, ~known], do=taken | commit, shown=shown,
            )  # fmt: skip
    if dedup != "none":
        model.action(
            f"recognise_{n}", "service", "source",
            f"finds operation {n + 1} in {{source}} already and commits nothing",
            when=[request.sent > 0, known], do=taken | answer,
        )  # fmt: skip


def _silence(model: Model, request: _Request) -> None:
    """Let an acknowledgement be lost, or a client give up on an attempt that is still on its way."""
    n, role = request.number, f"client {request.number + 1}"
    model.action(
        f"lose_{n}", "service", role, f"acknowledges operation {n + 1}, but the answer is lost",
        when=[request.client.eq(WAITING), request.answers > 0, FAULTS > 0],
        do={f"answers_{n}": request.answers - 1, "faults": FAULTS - 1},
        fault="lost_ack",
    )  # fmt: skip
    model.action(
        f"time_out_{n}", role, "service",
        f"times out and sends operation {n + 1} again, while an attempt is still on its way",
        when=[request.client.eq(WAITING), request.under_way > 0, FAULTS > 0],
        do={f"sent_{n}": request.sent + 1, "faults": FAULTS - 1},
        fault="redelivery",
    )  # fmt: skip


def _demand(model: Model, scope: Scope) -> None:
    times = [var(f"times_{number}") for number in range(scope.writers)]
    model.quiet(
        "exactly_once_source",
        all_of(*(count.eq(1) for count in times)),
        f"the clients asked for {scope.writers}, {{source}} has {{copy}}",
        copy=Shown(sum(times[1:], times[0])),
    )
