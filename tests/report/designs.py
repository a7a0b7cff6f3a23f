"""Designs made by hand, so that the report is tested without the steps."""

from tools.domain.decisions import Alternative, Because, Decision, Flip
from tools.domain.design import (
    Architecture,
    AssumptionEntry,
    Authority,
    DataPath,
    Design,
    Hop,
    Ordering,
    Pattern,
)
from tools.domain.evidence import FileLine, Quote
from tools.domain.facts import Facts
from tools.domain.questions import Option, Question
from tools.domain.verdict import CheckAnswer, Finding, LawHit, SignOff, Verdict

RETAILER_FACTS = Facts.model_validate(
    {
        "schema_version": 1,
        "system": "Retailer",
        "stores": [
            {"id": "shop_db", "technology": "postgresql", "owner": "shop team"},
            {"id": "search", "technology": "elasticsearch"},
            {"id": "warehouse", "technology": "snowflake"},
        ],
        "writers": [
            {
                "id": "storefront",
                "kind": "service",
                "writes": [
                    {"store": "shop_db", "entity": "product"},
                    {"store": "shop_db", "entity": "order"},
                ],
            }
        ],
        "entities": [
            {"id": "product", "key": ["product_id"], "deletes": "hard", "pii": False},
            {"id": "order", "key": ["order_id"], "deletes": "never", "pii": True},
        ],
        "paths": [
            {
                "id": "index_products",
                "source": "shop_db",
                "target": "search",
                "entities": ["product"],
                "mechanism": "dual_write",
            },
            {
                "id": "load_orders",
                "source": "shop_db",
                "target": "warehouse",
                "entities": ["order"],
                "mechanism": "dual_write",
            },
        ],
        "reads": [
            {
                "id": "site_search",
                "entities": ["product"],
                "store": "search",
                "pattern": "full_text",
                "freshness_s": 30,
                "staleness_harm": "annoying",
                "read_your_writes": True,
            },
            {
                "id": "dashboards",
                "entities": ["order"],
                "store": "warehouse",
                "pattern": "olap",
                "freshness_s": 900,
            },
            {
                "id": "checkout",
                "entities": ["product", "order"],
                "store": "shop_db",
                "pattern": "point_lookup",
            },
        ],
        "invariants": [
            {"id": "stock", "kind": "non_negative", "entities": ["product"], "recoverable": False},
            {"id": "promise", "kind": "capacity", "entities": ["order"], "recoverable": True},
        ],
        "operations": [
            {"id": "buy", "entities": ["order", "product"], "stores": ["shop_db"], "operation_id": False}
        ],
        "evidence": {
            "paths.index_products.mechanism": Quote(
                file="brief.md", line=4, offset=120, text="we write both Postgres and Elasticsearch"
            ).model_dump(),
            "paths.load_orders.mechanism": FileLine(file="jobs.py", line=31).model_dump(),
        },
    }
)


def decision(
    step: int, topic: str, subject: str, choice: str, rule: str, why: str = "it is the first rule that holds"
) -> Decision:
    """Return a decision as the steps make them."""
    return Decision(
        id=f"s{step}.{topic}.{subject}",
        step=step,
        topic=topic,
        subject=subject,
        choice=choice,
        rule=rule,
        why=why,
        kind="practice",
        sources=("judg", "dbz_pg"),
        because=(Because("path.freshness_s", 30, "reads.site_search.freshness_s"),),
        terms=(("must", ("keep the slot bounded",)),),
        alternatives=(Alternative("outbox", "S3.O", "no contract is asked for"),),
        flips=(Flip("reads.site_search.freshness_s", ">= 900", 900, "batch_full_reload_swap", "S3.B1"),),
    )


def fed_path(
    entity: str, source: str, target: str, *, status: str = "replace", replaces: tuple[str, ...] = ()
) -> DataPath:
    """Return a complete recommended path fed from the log."""
    id_ = f"{entity}.{source}.{target}"
    topics = {"capture": "s3.capture", "guard": "s3.guard", "reconcile": "s3.reconcile"}
    return DataPath(
        id=id_,
        about="recommended",
        entity=entity,
        source=source,
        target=target,
        status=status,  # type: ignore[arg-type]
        capture="log_cdc",
        transport="direct_connector",
        processing="none",
        ordering_key=f"{entity}_id",
        version_token="epoch_position",
        sink_guard="native_version_compare" if target == "search" else "compare_and_write_atomically",
        bootstrap="snapshot_with_position_then_stream",
        deletes="versioned_marker_from_log",
        lag_objective_s=30.0,
        freshness_s=30.0,
        reconciliation="normal",
        owner="shop team",
        obligations=("key_change_is_delete_plus_create_with_versions",),
        hops=(
            Hop("capture", f"change log of {source}", "ALO", "KEYR", 72, "log position"),
            Hop("apply", f"versioned write to {target}", "ALO", "KEYR", None, "(key, version)"),
        ),
        reads={"search": ("site_search",), "warehouse": ("dashboards",)}.get(target, ()),
        decisions=tuple((topic, f"{prefix}.{id_}") for topic, prefix in topics.items()),
        replaces=replaces,
    )


def _path_decisions(path: DataPath) -> tuple[Decision, ...]:
    return (
        decision(3, "capture", path.id, "log_cdc", "S3.L", "it sees every writer and every delete"),
        decision(3, "guard", path.id, path.sink_guard or "", "S3.W6"),
        decision(3, "reconcile", path.id, "normal", "S3.RC2"),
    )


def _current(path: str, entity: str, target: str) -> DataPath:
    return DataPath(
        id=f"{path}/{entity}",
        about="current",
        entity=entity,
        source="shop_db",
        target=target,
        status="replace",
        capture="dual_write",
        fact=f"paths.{path}",
    )


PRODUCT = fed_path("product", "shop_db", "search", replaces=("index_products/product",))
ORDER = fed_path("order", "shop_db", "warehouse", replaces=("load_orders/order",))

RETAILER = Design(
    facts=RETAILER_FACTS,
    done=8,
    decisions=(
        decision(2, "sor", "product", "the_only_writer", "S2.1"),
        decision(2, "sor", "order", "the_only_writer", "S2.1"),
        *_path_decisions(PRODUCT),
        *_path_decisions(ORDER),
        decision(6, "ryw", "site_search", "own_reads_on_the_authority", "S6.RYW4"),
    ),
    current=Architecture(
        "current",
        paths=(
            _current("index_products", "product", "search"),
            _current("load_orders", "order", "warehouse"),
        ),
    ),
    recommended=Architecture(
        "recommended",
        authorities=(
            Authority("product", None, (), "shop_db", "the_only_writer", ("search",), "s2.sor.product"),
            Authority("order", None, (), "shop_db", "the_only_writer", ("warehouse",), "s2.sor.order"),
        ),
        paths=(PRODUCT, ORDER),
    ),
    patterns=(
        Pattern(
            "site_search", "product", "full_text", "shop_db", "amber", ("40 queries/s",), "documents > 10 M"
        ),
    ),
    composition="composed",
    orderings=(
        Ordering(PRODUCT.id, "none_needed_for_convergence", "KEYR", "the highest version wins", "s6.need.x"),
    ),
    assumptions=(
        AssumptionEntry(
            "stores.shop_db.failover_loses_tail",
            True,
            "an asynchronous standby is the worse case",
            ("product.shop_db.search: no reconciliation after failover",),
            "shop team",
        ),
    ),
    verdict=Verdict(
        findings=(
            Finding(
                "dual-write",
                "critical",
                "current",
                "index_products/product",
                "A crash between the two writes leaves search different for good",
                ("paths.index_products.mechanism",),
                "feed search from the log of shop_db",
            ),
        ),
        laws=(
            LawHit("G11", "current", "index_products/product", "LOSS", "critical", "nothing knows", "outbox"),
            LawHit("G1", "recommended", PRODUCT.id, "CONVERGENT", "none", "the highest version wins", ""),
            LawHit(
                "G26",
                "recommended",
                PRODUCT.id,
                "DERIVED_AHEAD_OF_AUTHORITY",
                "high",
                "standby",
                "",
                ("capture_from_durable_only",),
            ),
        ),
        checklist=(
            CheckAnswer("C03", "recommended", PRODUCT.id, "pass", "critical", "version compare"),
            CheckAnswer("C10", "recommended", PRODUCT.id, "unknown", "critical", "fail over in staging"),
            CheckAnswer("C03", "recommended", ORDER.id, "pass", "critical", "version compare"),
        ),
        sign_offs=(
            SignOff("recommended", PRODUCT.id, "blocked", "s7.verdict.product"),
            SignOff("recommended", ORDER.id, "passes", "s7.verdict.order"),
        ),
    ),
)

QUESTIONS = (
    Question(
        fact="stores.shop_db.log_access",
        text="Can its change log be read?",
        why="Without it the change log cannot feed anything.",
        options=(
            Option("native", "yes, by ourselves", True, ()),
            Option("none", "no", False, ("product to search: outbox instead of log_cdc",)),
        ),
        decisions=(f"s3.capture.{PRODUCT.id}",),
    ),
)

LIBRARY = Design(
    facts=Facts.model_validate(
        {
            "schema_version": 1,
            "system": "City library",
            "stores": [{"id": "library_db", "technology": "postgresql"}],
            "entities": [{"id": "loan", "key": ["loan_id"]}],
            "reads": [
                {"id": "my_loans", "entities": ["loan"], "store": "library_db", "pattern": "point_lookup"}
            ],
        }
    ),
    done=8,
    decisions=(decision(2, "sor", "loan", "the_only_writer", "S2.1"),),
    recommended=Architecture(
        "recommended",
        authorities=(Authority("loan", None, (), "library_db", "the_only_writer", (), "s2.sor.loan"),),
    ),
    composition="single",
)


def large(stores: int, paths: int) -> Design:
    """Return a design with that many views of a tenth as many databases."""
    sources = [f"db{i}" for i in range(max(1, stores // 10))]
    targets = [f"view{i}" for i in range(stores - len(sources))]
    facts = Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [{"id": id_, "technology": "postgresql"} for id_ in sources]
            + [{"id": id_, "technology": "elasticsearch"} for id_ in targets],
            "entities": [{"id": f"e{i}", "key": ["id"]} for i in range(paths)],
            "reads": [
                {"id": f"r{i}", "entities": [f"e{i}"], "store": targets[i % len(targets)]}
                for i in range(paths)
            ],
        }
    )
    made = tuple(
        fed_path(f"e{i}", sources[i % len(sources)], targets[i % len(targets)], status="build")
        for i in range(paths)
    )
    answers = tuple(
        CheckAnswer(f"C{n:02}", "recommended", path.id, "pass", "high", "by the guard")
        for path in made
        for n in range(1, 37)
    )
    return Design(
        facts=facts,
        done=8,
        decisions=tuple(d for path in made for d in _path_decisions(path)),
        recommended=Architecture("recommended", paths=made),
        composition="composed",
        verdict=Verdict(checklist=answers),
    )
