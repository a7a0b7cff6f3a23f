"""A language model behind a transport: prompts in, an answer of the wanted form out, or why there is none."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

import prompts
from agent.llm.port import Answer, T, Usage, Use
from agent.llm.transport import Fault, Message, Request, Transport

_SCHEMA_ERRORS = 5
"""Of what is wrong with an answer so many lines are told in the repair round."""


class Unusable(Exception):  # noqa: N818 -- never leaves this module
    """An answer that is not of the wanted form. The text says why, for the model."""


class Model:
    """Asks; checks the form; asks once more where it is wrong. After a fault that stays it asks no more.

    The wanted form goes out twice, as the API's output format and in the system prompt: some endpoints that
    speak the Messages API ignore the first (llama.cpp does).
    """

    def __init__(self, transport: Transport, model: str) -> None:
        self._transport = transport
        self._model = model
        self._closed: str | None = None

    def answer(self, use: Use[T], **values: Any) -> Answer[T]:
        """Ask once. Whatever an endpoint does, the answer says it."""
        if self._closed:
            return Answer(None, fault=self._closed)
        usage = Usage()
        request = request_for(use, self._model, **values)
        for last in (False, True):
            try:
                message = self._transport.send(request)
            except Fault as fault:
                if fault.for_good:
                    self._closed = str(fault)
                return Answer(None, usage, str(fault))
            usage += message.usage
            if problem := _ended_early(use, message):
                return Answer(None, usage, problem)
            try:
                return Answer(_value(use, message.text), usage)
            except Unusable as error:
                if last:
                    break
                request = _repair(request, message.text, str(error))
        return Answer(None, usage, "the model's answer did not have the form that was asked for, twice")


def request_for(use: Use[T], model: str, **values: Any) -> Request:
    """Return the body of the request, the part that never changes first, so that it can be cached."""
    system, form = _constant(use)
    user = prompts.render(f"{use.name}.user", **values)
    return {
        "model": model,
        "max_tokens": use.max_tokens,
        "system": [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": user}],
        "output_config": {"effort": use.effort, "format": form},
    }


@cache
def _constant(use: Use[Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the system prompt and the output format, which are the same in every request of a use."""
    from anthropic import transform_schema

    schema = json.dumps(use.answer.model_json_schema(), ensure_ascii=False, sort_keys=True)
    system = prompts.render(f"{use.name}.system", **use.given()) + prompts.render("form", schema=schema)
    return system, {"type": "json_schema", "schema": transform_schema(use.answer)}


def _repair(request: Request, text: str, error: str) -> Request:
    """Return the request with what came back and what is wrong with it; as it was if nothing came back."""
    if not text.strip():
        return request
    turns = [
        {"role": "assistant", "content": text},
        {"role": "user", "content": prompts.render("repair", error=error)},
    ]
    return {**request, "messages": [*request["messages"], *turns]}


def _ended_early(use: Use[T], message: Message) -> str | None:
    match message.stop:
        case "refusal":
            return "the model refused to answer"
        case "max_tokens" | "model_context_window_exceeded":
            return f"the model's answer was cut off ({message.usage.tokens_out} of {use.max_tokens} tokens)"
        case _:
            return None


def _value(use: Use[T], text: str) -> T:
    """Read an answer; prose or a code fence around the JSON is forgiven."""
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        raise Unusable("there is no JSON object in it")
    try:
        return use.answer.model_validate_json(text[begin : end + 1])
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)[:_SCHEMA_ERRORS]
        lines = (f"{'.'.join(map(str, one['loc'])) or 'the JSON'}: {one['msg']}" for one in problems)
        raise Unusable("; ".join(lines)) from None
