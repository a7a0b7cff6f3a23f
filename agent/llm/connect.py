"""The model that the environment names, ready to be asked."""

from agent.llm.claude import Claude
from agent.llm.model import Model
from agent.llm.offline import OFFLINE
from agent.llm.port import Llm
from agent.llm.retry import Retrying
from agent.llm.settings import Settings


def connect(settings: Settings) -> Llm:
    """Return the model of the settings; nobody, if there is neither a key nor an address."""
    return Model(Retrying(Claude(settings)), settings.model) if settings.reachable else OFFLINE
