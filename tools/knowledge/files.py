"""The one place that reads the data files of this package."""

from importlib.resources import files
from typing import Any

import yaml

from tools.knowledge.errors import KnowledgeError


def read_yaml(name: str) -> Any:
    """Return the parsed YAML file `name`, a path relative to tools/knowledge: "technologies/kafka.yaml".

    Raises KnowledgeError if the file is missing or is not YAML.
    """
    file = files(__package__).joinpath(name)
    try:
        return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise KnowledgeError(f"no data file {name!r} in tools/knowledge; check the name") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{name} is not valid YAML: {error}") from error


def names(folder: str) -> tuple[str, ...]:
    """Return the stems of the YAML files in `folder`, a path relative to tools/knowledge, sorted."""
    entries = files(__package__).joinpath(folder).iterdir()
    return tuple(sorted(entry.name[: -len(".yaml")] for entry in entries if entry.name.endswith(".yaml")))
