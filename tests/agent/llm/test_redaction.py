"""No secret of the user's is in any request, whatever file or answer it stands in, whoever sent the brief.

The brief goes straight into the graph, as LangGraph's HTTP server hands it over: `agent/files` never saw it.
"""

import json
from typing import Any

import pytest

from tests.agent.llm.endpoint import said
from tests.agent.llm.talk import BRIEF, Desk, Talk

SECRETS = {
    "prose": ("brief.md", "By the way, the password is `{}`, please keep it to yourself."),
    "prose_url": ("brief.md", "The dump runs on postgres://shop:{}@orders-db:5432/shop every night."),
    "settings": ("deploy/app.properties", "spring.datasource.url=jdbc:postgresql://db/shop\ndb.password={}"),
    "dotenv": ("deploy/settings.conf", "SEARCH_HOST=search\nSEARCH_PASSWORD={}\nSEARCH_INDEX=orders"),
    "yaml": ("deploy/values.yaml", "orders_db:\n  host: db\n  password: {}\n  replicas: 2"),
    "yaml_block": ("deploy/secret.yaml", "kind: Secret\nstringData:\n  token: |\n    {}\n  user: shop"),
    "header": ("deploy/call.sh", "curl -H 'Authorization: Bearer {}aaaaaaaaaaaa' https://search/orders"),
    "pem": ("notes.md", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n{}\n-----END RSA PRIVATE KEY-----"),
    "compose": (
        "docker-compose.yml",
        "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: {}",
    ),
    "sql": ("schema.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE ROLE shop PASSWORD '{}';"),
    "said": (None, "the password of orders_db is `{}`, and we only flag them"),
    "why": (None, "why not read it with token={} from search?"),
}


def secret(name: str) -> str:
    return f"Zq9!{name.replace('_', '')}7xK"


def brief() -> dict[str, str]:
    """Return the brief with every secret in the file that it is for."""
    texts = dict(BRIEF)
    for name, (file, shape) in SECRETS.items():
        if file:
            texts[file] = "\n\n".join(filter(None, [texts.get(file), shape.format(secret(name))]))
    return texts


@pytest.fixture(scope="module")
def requests() -> list[dict[str, Any]]:
    """Return every request of a conversation in which the user tells all of them."""
    desk = Desk(narrate=lambda: said(json.dumps({"paragraphs": ["A store called nowhere_db."]})))
    talk = Talk(desk.model())
    talk.begin(brief())
    talk.reply(said={talk.cards[0]["fact"]: SECRETS["said"][1].format(secret("said"))})
    talk.reply(why=SECRETS["why"][1].format(secret("why")))
    talk.reply(assume_rest=True)
    while talk.cards:
        talk.reply(assume_rest=True)
    talk.send({"reply": {"why": SECRETS["why"][1].format(secret("why"))}})
    return desk.requests


@pytest.mark.parametrize("name", SECRETS)
def test_it_is_not_on_the_wire(name: str, requests: list[dict[str, Any]]) -> None:
    assert secret(name) not in json.dumps(requests, ensure_ascii=False)


@pytest.mark.parametrize(
    "around",
    [
        "keep it to yourself",
        "runs on postgres://shop:",
        "spring.datasource.url",
        "SEARCH_INDEX=orders",
        "replicas: 2",
        "user: shop",
        "https://search/orders",
        "END RSA PRIVATE KEY",
        "we only flag them",
        "from search?",
    ],
)
def test_what_stands_around_it_is(around: str, requests: list[dict[str, Any]]) -> None:
    """Else the test above would be about files that are never sent."""
    assert around in json.dumps(requests, ensure_ascii=False)
