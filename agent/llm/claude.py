"""The Anthropic SDK as a transport. Importing it takes over a second, so that waits until it is needed."""

from typing import TYPE_CHECKING, Any

from agent.llm.port import Usage
from agent.llm.settings import BASE_URL, KEY, MODEL, Settings
from agent.llm.transport import Fault, Message, Request

if TYPE_CHECKING:
    import anthropic
    import httpx2


def client(settings: Settings, http_client: "httpx2.Client | None" = None) -> "anthropic.Anthropic":
    """Return the SDK's client for an endpoint."""
    import anthropic

    return anthropic.Anthropic(
        api_key="none" if settings.needs_key else None,
        base_url=settings.base_url,
        timeout=settings.timeout_s,
        http_client=http_client,
    )


class Claude:
    """Streams each answer, for long ones outlast what proxies let a silent connection live."""

    def __init__(self, settings: Settings, http_client: "httpx2.Client | None" = None) -> None:
        # `Retrying` repeats: the SDK neither bounds the wait nor repeats a dropped stream
        self._client = client(settings, http_client).with_options(max_retries=0)

    def send(self, request: Request) -> Message:
        """Send one request. Raise Fault if there is no answer."""
        import anthropic
        import httpx2

        try:
            with self._client.messages.stream(**request) as stream:
                return message_of(stream.get_final_message())
        except anthropic.APIStatusError as error:
            raise _refused(error, str(request["model"])) from error
        except anthropic.APITimeoutError:
            raise Fault("the model did not answer in time", again=True) from None
        except (anthropic.APIConnectionError, httpx2.TransportError) as error:
            raise Fault(
                f"the connection to the model failed ({type(error.__cause__ or error).__name__}); "
                f"check the network, and {BASE_URL} if it is set",
                again=True,
            ) from error
        except anthropic.AnthropicError as error:  # an answer that is no message, a key that is missing
            raise Fault(f"the model's answer could not be read: {error}") from error
        except (TypeError, ValueError, AssertionError) as error:  # how the SDK meets what is no API at all
            raise Fault(f"the endpoint does not speak the Messages API; check {BASE_URL}: {error}") from error


def message_of(message: "anthropic.types.Message") -> Message:
    """Return the part of the SDK's message that matters here. Raise Fault for half a message."""
    if message.stop_reason is None:  # the SDK takes what came before the connection dropped for the whole
        raise Fault("the connection to the model dropped in the middle of its answer", again=True)
    usage = message.usage
    cached = usage.cache_read_input_tokens or 0
    read = (usage.input_tokens or 0) + (usage.cache_creation_input_tokens or 0) + cached
    text = "".join(block.text for block in message.content if block.type == "text")
    return Message(text, message.stop_reason, Usage(1, read, usage.output_tokens or 0, cached))


def _refused(error: "anthropic.APIStatusError", model: str) -> Fault:
    """Say what an HTTP status means for the user."""
    status, detail = error.status_code, _detail(error)
    match status:
        case 200:
            return Fault(f"the model stopped in the middle of its answer: {detail}", again=True)
        case 401 | 403:
            why = "the key was not accepted" if status == 401 else "the key may not use this model"
            return Fault(f"{why} ({status}); check {KEY}, and {BASE_URL} if it is set", for_good=True)
        case 404:
            return Fault(f"there is no model {model!r} (404); set {MODEL}", for_good=True)
        case 402:
            return Fault(f"the account has no credit left (402): {detail}", for_good=True)
        case 413:
            return Fault("the request is too large for the endpoint (413)")
        case 429:
            return Fault("the endpoint is asked too often (429)", again=True, wait_s=_wait(error))
        case 529:
            return Fault("the model is overloaded (529)", again=True, wait_s=_wait(error))
        case 408 | 409:
            return Fault(f"the endpoint gave up waiting ({status})", again=True, wait_s=_wait(error))
        case _ if status >= 500:
            return Fault(f"the endpoint failed ({status})", again=True, wait_s=_wait(error))
        case _:
            return Fault(f"the endpoint refused the request ({status}): {detail}")


def _detail(error: "anthropic.APIStatusError") -> str:
    body: Any = error.body
    inner = body.get("error") if isinstance(body, dict) else None
    return str(inner.get("message") if isinstance(inner, dict) else error.message)[:200]


def _wait(error: "anthropic.APIStatusError") -> float | None:
    try:
        return float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
