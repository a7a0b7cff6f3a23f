"""Secrets are taken out at the door; everything else stays as it was."""

import json
import time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.intake.redact import MARK, redact

WORD = st.text("abcXYZ019-_.!$%^*+~", min_size=6, max_size=30).map(lambda body: f"q{body}7")
SHAPES = [
    "DB_PASSWORD={}",
    "export API_TOKEN={}",
    "      - POSTGRES_PASSWORD={}",
    '      - "MYSQL_ROOT_PASSWORD={}"',
    "      AWS_SECRET_ACCESS_KEY: {}",
    "  database.password: '{}'",
    '{{"name": "x", "config": {{"connection.password": "{}", "topics": "a"}}}}',
    '"api_tokens": ["first", "{}"]',
    "tokens:\n  - {}\nother: kept",
    "password: |\n  line one\n  {}\nuser: app",
    "password:\n  {}",
    "- name: DB_PASSWORD\n  value: {}",
    "postgres://app:{}@db.internal:5432/shop",
    "redis://:{}@cache:6379/0",
    "amqp://guest:a/b@{}@mq",
    "shop:{}@tcp(db:3306)/shop",
    "jdbc:mysql://db/shop?user=app&password={}&ssl=true",
    "host=db user=app password={} dbname=shop",
    "CREATE ROLE app LOGIN PASSWORD '{}';",
    'command: ["redis-server", "--requirepass", "{}"]',
    "command: redis-server --requirepass {} --appendonly yes",
    "The password is `{}`, do not tell anybody.",
    "Authorization: Bearer {}aaaaaaaaaaaa",
    r'"sasl.jaas.config": "PlainLoginModule required username=\"u\" password=\"{}\";"',
    "The password of orders_db is {} since May.",
    "password for the old cluster: {}",
    "log in as admin with password {} and look",
    "Das Passwort lautet {}",
    "mot de passe : {}",
    "requirepass {}",
    "machine db login app password {}",
    "db:5432:shop:app:{}",
    "PGPASSWORD={} psql",
    "curl -u admin:{} https://search/orders",
    "mysql -uroot -p{} shop",
    "redis-cli -a {} ping",
    "<property><name>a</name><password>{}</password></property>",
    '"password" => "{}",',
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n{}\n-----END RSA PRIVATE KEY-----",
]


@settings(deadline=None)
@given(secret=WORD, shape=st.sampled_from(SHAPES), before=st.sampled_from(["", "orders\n", "# intro\n\n"]))
def test_a_planted_secret_is_gone_and_its_lines_are_still_there(secret: str, shape: str, before: str) -> None:
    text = before + shape.format(secret) + "\nthe end"
    redacted = redact(text)
    assert secret not in redacted
    assert MARK in redacted
    assert redacted.count("\n") == text.count("\n")
    assert redacted.endswith("\nthe end")


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*SHAPES, '"', "'", "[", "{", "password: ", "token=", "@"])).map("\n".join)
)
@example("password: ‹redacted›")  # noqa: RUF001
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "token",
    [
        "sk-" + "a1B2" * 6,
        "ghp_" + "abcdefghij0123" * 2,
        "github_pat_11ABCDEFG0abcdefghij",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-" + "123456789012-abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "sk_" + "live_4eC39HqLyjWDarjt",
    ],
)
def test_well_known_tokens_are_seen_without_a_name_beside_them(token: str) -> None:
    assert redact(f"we call it with {token} today") == f"we call it with {MARK} today"


@pytest.mark.parametrize(
    "innocent",
    [
        "idempotency_key: 2f1c9a77d0e14b58",
        "The primary key: id",
        "key: id",
        "KAFKA_KEY_CONVERTER=org.apache.kafka.connect.storage.StringConverter",
        "partition_key: customer_id",
        "version_token: row_version",
        "position_token: true",
        "ordering_key: order_id",
        "has_primary_key: true",
        "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}",
        "POSTGRES_PASSWORD_FILE: /run/secrets/db_password",
        "secrets:\n  db_password:\n    file: ./db_password.txt",
        "max_tokens: 4096",
        "http://registry:5000/metrics?mail=a@b",
        "mail shop@example.org about it",
        "Token: the row version decides which write is newer",
        "the password is stored in a vault",
        "password_hash text NOT NULL",
        "the password policy asks for 12 characters",
        "passwords are hashed and kept in users_db2",
        "a password reset mail goes out within 30 minutes",
        "our key is the order number",
        "<orders>orders_db2</orders>",
        "mkdir -p build/db2",
        "postgres://app@db/shop",
    ],
)
def test_harmless_values_are_left_alone(innocent: str) -> None:
    assert redact(innocent) == innocent


def test_a_url_keeps_scheme_user_and_host() -> None:
    assert redact("postgres://app:s3cr3t@db:5432/shop") == f"postgres://app:{MARK}@db:5432/shop"


def test_json_and_yaml_can_still_be_read_after_redaction() -> None:
    config = redact('{"password": 12345, "tokens": ["a", "b"], "topics": "orders"}')
    assert json.loads(config) == {"password": MARK, "tokens": [MARK], "topics": "orders"}
    compose = redact("services:\n  db:\n    environment:\n      DB_PASSWORD: a:b#c\n    image: postgres:16\n")
    assert yaml.safe_load(compose)["services"]["db"] == {
        "environment": {"DB_PASSWORD": MARK},
        "image": "postgres:16",
    }


@pytest.mark.parametrize(
    "unit",
    [
        "a://b:",
        "eyJ-",
        "password='",
        "password=[",
        "--------",
        "a:",
        "-----BEGIN PRIVATE KEY-----",
        "SG.-",
        "[{",
        "pw of ",
        "password for a ",
        "<a>",
        "mysql ",
        "redis-cli ",
        " -u a",
        "a.b:5432:",
    ],
)
def test_time_grows_with_the_length_of_a_hostile_line_and_not_with_its_square(unit: str) -> None:
    started = time.process_time()
    redact(unit * (200_000 // len(unit)))
    assert time.process_time() - started < 3
