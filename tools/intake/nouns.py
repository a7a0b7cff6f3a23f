"""Lists of things in prose: `our customers, orders and stock levels` are three entities.

What is a thing that gets stored is guessed from the words alone (engineering judgement): a plural that is
not in the lists below.
"""

import re

from tools.intake.words import entity_id, singular, word_set

_SEPARATOR = re.compile(r",? and |,? plus |,? as well as |, | & | ?/ ?")
_DETERMINERS = word_set(
    """
    the our all its their every each any a an most some both raw current new of these those his her
    customer-facing various different
    """
)
_STOP = word_set(
    """
    we i you it they he she us them this that which who whose what where when how is are was were be
    been being has have had do does did can must should shall will would may might could not no in on at
    to from into onto for with by of via per as than over under through between about against after
    before during without within and or so if then also too only just both either still already now
    today currently again always never often sometimes store stores stored storing keep keeps kept hold
    holds held save saves saved put puts manage manages managed use uses used using run runs write
    writes written writing read reads load loads loaded copy copies copied send sends sent index indexes
    indexed sync syncs synced move moves moved push pushes pushed pull pulls stream streams feed feeds
    fed import imports export exports serve serves served own owns owned cache caches cached track
    tracks contain contains live lives sit sits reside resides go goes get gets handle handles take
    takes record records insert inserts update updates updated delete deletes create creates change
    changes search show shows see sees make makes need needs want wants let lets process processes
    receive receives publish publishes replicate replicates replicated consume consumes there here
    because since once until more less up down out off upsert upserts exist exists say says said
    """
)
_NOT_THINGS = word_set(
    """
    data change write read update insert delete row record table event thing request query search result
    report dashboard analytic service system store database backup log job time way case day hour minute
    second week month year reason purpose problem issue team consumer producer field column index view
    join transaction operation instance node other lookup fact metric number insight statistic kpi topic
    queue broker cluster replica detail part kind type lot million thousand billion source target side
    place end application app api microservice server client machine container process script trigger
    webhook region datacenter user-facing developer engineer analyst need requirement feature workload
    pattern access line edit version schema aggregate pipeline task worker step effect error failure bug
    complaint delay dump file document csv batch stream basis news gb tb mb hundred technology tool
    component piece amount value total upsert yes rd this us plus its always business status
    """
)
_MASS = frozenset({"inventory", "stock", "catalogue", "catalog"})


_COUNT = re.compile(
    r"^(?:about |around |some |roughly |over |nearly |~ ?)?(?:\d[\d.,]*|two|three|four|five|six|several|many)"
    r"(?: ?(?:million|billion|thousand|m|k))? "
)
_ASIDE = re.compile(r" \([^)]*\)?")


def things_before(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the entities of the list at the end of a text in lower case, () if it ends in none."""
    found: list[str] = []
    for chunk in reversed(_SEPARATOR.split(_ASIDE.sub("", text.rpartition("⟧")[2]).strip())):
        words = _COUNT.sub("", chunk).split()
        cut = max((i + 1 for i, word in enumerate(words) if word in _STOP), default=0)
        thing = _thing(words[cut:], known)
        if thing is None:
            break
        found.insert(0, thing)
        if cut:
            break
    return tuple(dict.fromkeys(found))


def things_after(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the entities of the list at the beginning of a text in lower case, () if it begins with none."""
    found: list[str] = []
    for chunk in _SEPARATOR.split(_ASIDE.sub("", text).strip()):
        words = _COUNT.sub("", chunk).split()
        alone = bool(found) and len(words) == 1  # in a list even `copies` is a thing
        cut = next((i for i, word in enumerate(words) if word in _STOP and not alone), len(words))
        thing = _thing(words[:cut], known)
        if thing is None:
            break
        found.append(thing)
        if cut < len(words):
            break
    return tuple(dict.fromkeys(found))


def counted_things(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the entities of a list of amounts: `350,000 products, 400 GB, 48 million orders`."""
    chunks = (chunk.strip() for chunk in _SEPARATOR.split(_ASIDE.sub("", text)))
    found = (things_after(chunk, known) for chunk in chunks if _COUNT.match(chunk))
    return tuple(dict.fromkeys(things[0] for things in found if things))


def things_in(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the known entities that a text in lower case names anywhere, in order."""
    words = re.findall(r"[a-z][a-z-]*", text)
    found: list[str] = []
    index = 0
    while index < len(words):
        names = ((count, entity_id(" ".join(words[index : index + count]))) for count in (3, 2, 1))
        count, name = next(((count, name) for count, name in names if name in known), (1, None))
        found += [name] if name else []
        index += count
    return tuple(dict.fromkeys(found))


def _thing(words: list[str], known: frozenset[str]) -> str | None:
    """Return the entity that a few words name: one that is known, or a plural that can be stored."""
    one_of_many = words[:1] in (["every"], ["each"])
    while words and words[0] in _DETERMINERS:
        words = words[1:]
    if not 1 <= len(words) <= 3 or not all(re.fullmatch(r"[a-z][a-z-]+", word) for word in words):
        return None
    for start in range(len(words)):
        if (name := entity_id(" ".join(words[start:]))) in known:
            return name
    head = singular(words[-1])
    plural = head != words[-1] or head in _MASS or one_of_many
    return entity_id(" ".join(words)) if plural and head not in _NOT_THINGS else None
