"""docker-compose files: which stores run, and which services of our own talk to them.

Nothing here says what data there is or how it moves: a compose file does not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from tools.domain.evidence import FileLine
from tools.intake.draft import Draft
from tools.intake.identity import only, store_called, stores_of
from tools.intake.tree import Node
from tools.intake.words import slug
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Technology

_FILE = re.compile(r"(?:^|/)(?:docker-)?compose(?:[._-](?P<variant>[\w.-]+))?\.ya?ml$", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(\w+)(?::?[-=]([^}]*))?\}|\$(\w+)")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")
_REPLICA = re.compile(r"[-_]?\d+$")
_HELPER = re.compile(
    r"(?:^|[-_.])(?:init|setup|migrate|migrations?|seed|backup|restore|tests?|e2e)(?:$|[-_.])"
)
_NOT_OURS = re.compile(
    r"exporter|admin|adminer|kafka-ui|kafdrop|akhq|kibana|grafana|prometheus|redisinsight|redis-commander|zookeeper"
    r"|schema-registry|cp-kafka-connect|control-center|mailhog|mailpit|nginx|traefik|caddy|haproxy|envoy|jaeger"
    r"|otel|opentelemetry|loki|vault|consul|etcd|watchtower|portainer|cadvisor|fluentd|fluent-bit|logstash|vector"
)
_ADDRESS = re.compile(r"URL|URI|HOST|SERVER|BROKER|ADDR|DSN|ENDPOINT|NODES|CONN|DATABASE|CLUSTER|REDIS|_DB$")
_DATABASE_NAMES = ("POSTGRES_DB", "MYSQL_DATABASE", "MARIADB_DATABASE", "MONGO_INITDB_DATABASE")
_ENV_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(.*)$", re.MULTILINE)


def is_compose_file(file: str) -> bool:
    """Tell by the name: docker-compose.yml, compose.yaml and variants such as compose.prod.yml."""
    return bool(_FILE.search(file))


def read_compose(files: Mapping[str, Node], texts: Mapping[str, str], draft: Draft) -> dict[str, str]:
    """Add the stores and services of the compose files to the draft; return how each file was read.

    `texts` is the whole brief, for the .env files that compose files mention. An override file is laid over
    the base of its folder, as docker does; every other variant is laid over the base on its own.
    """
    read: dict[str, str] = {}
    for folder in sorted({dirname(file) for file in files}):
        group = {file: node for file, node in sorted(files.items()) if dirname(file) == folder}
        variants = {file: _variant(file) for file in group}
        base = [group[file] for file, variant in variants.items() if not variant]
        override = [group[file] for file, variant in variants.items() if variant == "override"]
        others = [
            [*base, group[file]] for file, variant in variants.items() if variant not in ("", "override")
        ]
        for layers in ([*base, *override], *others):
            services = _services(layers, folder, texts)
            _claim(services, draft)
            for service in services:
                read.update(dict.fromkeys((layer.file for layer in service.layers), "docker-compose"))
        read.update({file: "docker-compose, without services" for file in group if file not in read})
    return read


def _variant(file: str) -> str:
    match = _FILE.search(file)
    return (match["variant"] or "").lower() if match else ""


@dataclass(frozen=True, slots=True)
class _Service:
    """One service as its layers, base first, describe it together."""

    name: str
    layers: tuple[Node, ...]
    image: Node | None  # variables filled in
    environment: Mapping[str, Node]

    @property
    def technology(self) -> Technology | None:
        return catalogue().by_image(self.image.value) if self.image else None

    @property
    def runs_a_store(self) -> bool:
        technology = self.technology
        return bool(technology and technology.role != "provider" and not _HELPER.search(self.name))

    @property
    def is_ours(self) -> bool:
        if self.runs_a_store:
            return False
        if any(layer.get("build") for layer in self.layers):
            return True
        return self.technology is None and self.image is not None and not _NOT_OURS.search(self.image.value)

    @property
    def mentions(self) -> set[str]:
        """Words that may be the names of services: what it depends on, and hosts in its environment."""
        words: set[str] = set()
        for layer in self.layers:
            for key in ("depends_on", "links"):
                if node := layer.get(key):
                    words.update(node.pairs or (str(item.value).partition(":")[0] for item in node.items))
        for name, node in self.environment.items():
            if _ADDRESS.search(name.upper()):
                words.update(re.split(r"[^\w-]+", str(node.value)))
        return words


def _services(layers: list[Node], folder: str, texts: Mapping[str, str]) -> list[_Service]:
    """Return the services of compose files laid over each other."""
    variables = {name: node.value for name, node in _env_file(join(folder, ".env"), texts)}
    found: dict[str, list[Node]] = {}
    for layer in layers:
        for name, node in (services.pairs if (services := layer.get("services")) else {}).items():
            found.setdefault(name, []).append(node)
    return [_service(name, nodes, folder, variables, texts) for name, nodes in found.items()]


def _service(
    name: str, layers: list[Node], folder: str, variables: Mapping[str, str], texts: Mapping[str, str]
) -> _Service:
    image, environment = None, dict[str, Node]()
    for layer in layers:
        if node := layer.get("image"):
            image = node._replace(value=_filled(str(node.value), variables))
        for file in _listed(layer.get("env_file")):
            environment.update(_env_file(normpath(join(folder, file)), texts))
        environment.update(_environment(layer.get("environment")))
    filled = {
        key: node._replace(value=_filled(str(node.value), variables)) for key, node in environment.items()
    }
    return _Service(name, tuple(layers), image, filled)


def _listed(node: Node | None) -> Iterator[str]:
    """Yield the files of `env_file`: one name, a list of names, or of mappings with a path."""
    for item in (node.items or [node]) if node else []:
        yield str((item.get("path") or item).value)


def _environment(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Yield variables, from the mapping or the list form."""
    if node is None:
        return
    yield from ((name, child) for name, child in node.pairs.items())
    for item in node.items:
        name, _, value = str(item.value).partition("=")
        yield name, item._replace(value=value)


def _env_file(file: str, texts: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
    text = texts.get(file, "")
    for match in _ENV_LINE.finditer(text):
        yield match[1], Node(match[2].strip(" '\""), file, text.count("\n", 0, match.start()) + 1)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda m: variables.get(m[1] or m[3]) or m[2] or "", text)


def _claim(services: list[_Service], draft: Draft) -> None:
    stores: dict[str, str] = {}  # service -> store
    running = [service for service in services if service.runs_a_store]
    for service in running:
        stores[service.name] = _claim_store(service, running, draft)
    for service in services:
        if service.is_ours and service.mentions & stores.keys():
            node = service.layers[0]
            evidence = FileLine(file=node.file, line=node.line)
            draft.claim("writers", slug(service.name), "kind", "service", evidence)


def _claim_store(service: _Service, running: list[_Service], draft: Draft) -> str:
    image, technology = service.image, service.technology
    assert image is not None and technology is not None  # noqa: PT018 - what makes it run a store
    alike = {_stem(other, running) for other in running if other.technology is technology}
    name = _stem(service, running)
    same = only(stores_of(draft, technology.id)) if len(alike) == 1 else None
    store = store_called(draft, name) or same or slug(name) or technology.id
    evidence = FileLine(file=image.file, line=image.line)
    draft.claim("stores", store, "technology", technology.id, evidence)
    tag = image.value.partition("@")[0].rpartition("/")[2].partition(":")[2]
    if version := _VERSION.match(tag):
        draft.claim("stores", store, "version", version[1], evidence)
    known_as = (service.environment[key].value for key in _DATABASE_NAMES if key in service.environment)
    draft.aliases.setdefault(store, []).extend((service.name, *known_as))
    return store


def _stem(service: _Service, running: list[_Service]) -> str:
    """Return what a store is called: numbered brokers are one cluster, the parts of a tool one tool."""
    technology = service.technology
    if technology and technology.role in ("tool", "processor"):
        return technology.id
    stem = _REPLICA.sub("", service.name)
    alike = [s for s in running if s.technology is technology and _REPLICA.sub("", s.name) == stem]
    return stem if stem and len(alike) > 1 else service.name
