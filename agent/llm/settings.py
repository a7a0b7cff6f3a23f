"""Which model, where, and how long to wait: from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

MODEL = "INTEGRATION_ARCHITECT_MODEL"
KEY = "ANTHROPIC_API_KEY"
TOKEN = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 -- the name of a variable
BASE_URL = "ANTHROPIC_BASE_URL"

DEFAULT_MODEL = "claude-sonnet-5-5"
DEFAULT_HOST = "api.anthropic.com"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach a model. The SDK reads key and address itself; here only whether there are any."""

    model: str = DEFAULT_MODEL
    reachable: bool = True  # a key or an address is set
    needs_key: bool = False  # only an address: local endpoints take any key, the SDK wants one
    base_url: str | None = None  # None: the SDK's own
    timeout_s: float = 120.0  # without a byte; engineering judgement

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return what the environment says."""
        key = bool(environment.get(KEY) or environment.get(TOKEN))
        address = bool(environment.get(BASE_URL))
        return cls(
            model=environment.get(MODEL) or DEFAULT_MODEL,
            reachable=key or address,
            needs_key=address and not key,
            base_url=environment.get(BASE_URL) or None,
        )

    @property
    def host(self) -> str:
        """Where requests go, for people: no path, and no password that the address may hold."""
        return (urlsplit(self.base_url).netloc if self.base_url else DEFAULT_HOST).rpartition("@")[2]
