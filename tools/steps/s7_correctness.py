"""Step 7: composition laws, checklist and design rules, for today's and the recommended system."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from tools.checker.coordination import coordination
from tools.checker.subjects import subjects
from tools.checker.verify import verify
from tools.deciding.ledger import Ledger
from tools.deciding.sheet import derived
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import NOT_BUILT, DataPath, Design, Status
from tools.domain.verdict import LOUD, CheckAnswer, LawHit, SignOff, Verdict
from tools.guarantees import checklist, law_hits
from tools.rules import review
from tools.steps.mechanisms import OPEN, SAME_FAMILY, mechanism, moves_nothing
from tools.steps.witnesses import compared


def decide(design: Design) -> Design:
    """Add the verdict, and from it what becomes of each of today's paths."""
    ledger = Ledger(7)
    paths = (*design.current.paths, *design.recommended.paths)
    laws = tuple(hit for path in paths for hit in law_hits(path))
    judged = _with_statuses(design, laws)
    findings = review(judged)
    verdict = Verdict(
        findings=findings,
        laws=laws,
        checklist=checklist(judged),
        constraints=coordination(design.facts),
        explored=compared(verify(subjects(judged)), laws, findings),
    )
    critical = _critical_by_path(verdict)
    broken = {one.path for one in verdict.explored if one.about == "recommended" and one.violated}
    sign_offs = tuple(
        _sign_off(path, *critical[path.id], path.id in broken, ledger)
        for path in judged.recommended.paths
        if path.status not in NOT_BUILT
    )
    return ledger.close(replace(judged, verdict=replace(verdict, sign_offs=sign_offs)))


def _with_statuses(design: Design, laws: tuple[LawHit, ...]) -> Design:
    """Say of each path whether it is kept, replaced, removed or built."""
    broken = {hit.path for hit in laws if hit.about == "current" and not hit.unknown and hit.severity in LOUD}
    broken |= {
        f"{path.id}/{entity}" for path in design.facts.paths if path.symptoms for entity in path.entities
    }
    by_id = {path.id: path for path in design.current.paths}
    successors = {id_: path for path in design.recommended.paths for id_ in path.replaces}
    open_ = {
        one.entity
        for one in design.recommended.authorities
        if one.store is None and one.outcome != "none_derived"
    }
    current = tuple(
        replace(path, status=_fate(path, successors.get(path.id), broken, open_))
        for path in design.current.paths
    )
    recommended = tuple(_renewed(path, by_id, broken) for path in design.recommended.paths)
    return replace(
        design,
        current=replace(design.current, paths=current),
        recommended=replace(design.recommended, paths=recommended),
    )


def _is_same(today: DataPath, successor: DataPath, broken: set[str]) -> bool:
    """Return whether today's path is what is recommended: sound, without complaints, the same, as fresh."""
    same = successor.capture in SAME_FAMILY.get(today.capture or "", set())
    if not same or today.id in broken:
        return False
    style = mechanism(successor.capture).style
    if style == "swap":
        return today.deletes not in ("not_propagated", "forgotten")  # a swap keeps no row that is gone
    if style != "cache":
        return True
    expiry, needed = today.lag_objective_s, successor.lag_objective_s
    return expiry is not None and needed is not None and expiry <= needed


def _fate(path: DataPath, successor: DataPath | None, broken: set[str], open_: set[str]) -> Status:
    if successor is None and path.entity in open_:
        return "keep"  # until somebody says which store is right
    if successor is None and path.capture == "federated_read" and path.id not in broken:
        return "keep"  # nothing is copied, so nothing has to succeed it
    if successor is None or successor.status == "parked" or moves_nothing(successor.capture):
        return "remove"
    if successor.capture in OPEN:
        return "keep"
    return "keep" if _is_same(path, successor, broken) else "replace"


def _renewed(path: DataPath, today: Mapping[str, DataPath], broken: set[str]) -> DataPath:
    if path.status == "parked":
        return path
    if moves_nothing(path.capture):
        return replace(path, status="remove")
    if not path.replaces:
        return path
    if path.capture in OPEN:
        return replace(path, status="keep")
    same = all(_is_same(today[id_], path, broken) for id_ in path.replaces if id_ in today)
    return replace(path, status="keep" if same else "replace")


def _critical_by_path(verdict: Verdict) -> Mapping[str, tuple[list[LawHit], list[CheckAnswer]]]:
    found: dict[str, tuple[list[LawHit], list[CheckAnswer]]] = defaultdict(lambda: ([], []))
    for hit in verdict.laws:
        if hit.severity == "critical":
            found[hit.path][0].append(hit)
    for answer in verdict.checklist:
        if answer.severity == "critical":
            found[answer.path][1].append(answer)
    return found


def _sign_off(
    path: DataPath, of_path: list[LawHit], answers: list[CheckAnswer], is_broken: bool, ledger: Ledger
) -> SignOff:
    """Refuse what is known to be wrong, block what is undecided or unsaid."""
    unsaid = [one for one in answers if one.answer == "unknown" and not one.by_operation]
    sheet = {
        "chk.critical_law": derived(
            is_broken or any(not hit.unknown for hit in of_path), "composition laws and model checker"
        ),
        "chk.critical_fail": derived(any(one.answer == "fail" for one in answers), "checklist"),
        "chk.critical_unknown": derived(
            bool(unsaid) or any(hit.unknown for hit in of_path) or _is_undecided(path),
            "laws, checklist and choices; what only operation shows is a gate before going live",
        ),
    }
    decision = ledger.decide("S7.verdict", path.id, sheet)
    return SignOff("recommended", path.id, decision.choice, decision.id)


def _is_undecided(path: DataPath) -> bool:
    chosen = (path.capture, path.sink_guard, path.bootstrap, path.deletes, path.reconciliation)
    return path.capture in OPEN or UNDETERMINED in chosen
