"""What the program knows of a language model: one question, one checked answer, and what it cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)
Effort = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Use(Generic[T]):
    """One thing that a model is asked for.

    Its prompts are `<name>.system.txt.j2`, the same in every request, and `<name>.user.txt.j2`.
    The answer's model has no mapping with free keys: the API's schemas cannot say that.
    """

    name: str
    answer: type[T]
    effort: Effort
    max_tokens: int  # of one answer
    given: Callable[[], Mapping[str, str]] = dict  # what fills the system prompt, always the same


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used of a model. Tokens are those that the endpoint reports."""

    requests: int = 0
    tokens_in: int = 0  # read, those from the cache included
    tokens_out: int = 0
    tokens_cached: int = 0  # of tokens_in, those that were read from the cache

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.requests + other.requests,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.tokens_cached + other.tokens_cached,
        )

    def as_list(self) -> list[int]:
        """Return the numbers in the order of the fields."""
        return [self.requests, self.tokens_in, self.tokens_out, self.tokens_cached]

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came back. Without a value the offline path stands in."""

    value: T | None
    usage: Usage = Usage()
    fault: str | None = None  # why there is no value, for the user; None where no model is there at all


class Llm(Protocol):
    """A language model, or what stands in for one."""

    def answer(self, use: Use[T], **values: Any) -> Answer[T]:
        """Ask once; `values` fill the user prompt. Never raises for what a model or its endpoint does."""
        ...
