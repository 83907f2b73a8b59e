"""Reads the data files and builds the lexicon."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from matchmaker.scoring.lexicon.closure import ClosureBuilder, build_specificity
from matchmaker.scoring.lexicon.model import PLAIN_PREFIX, USE_PREFIX, Concept, Lexicon, Space
from matchmaker.scoring.text import keys

DATA_DIR = Path(__file__).parent / "data"
FACETS_FILE = "facets.yaml"
USES_FILE = "uses.yaml"
NUMBERING = b"kinds left plain follow all others"
"""Part of the version: what is stored by concept numbers is of no use once they are given in another way."""

logger = logging.getLogger(__name__)


@lru_cache(maxsize=4)
def load_lexicon(directory: Path = DATA_DIR) -> Lexicon:
    """The lexicon of ``directory``; built once per process.

    A file that cannot be read is left out with a logged warning, so that one slip of a hand does not
    stop the service; `findings.check` names the fault.
    """
    concepts: dict[str, Concept] = {}
    digest = hashlib.sha256(NUMBERING)
    for path in sorted(directory.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        for concept in _file_concepts(path, content):
            concepts.setdefault(concept.id, concept)
    return build_lexicon(concepts.values(), digest.hexdigest()[:12])


def build_lexicon(concepts: Iterable[Concept], version: str) -> Lexicon:
    """Number ``concepts`` and compute what they imply.

    Facets that a kind has but no file defines become concepts of their own; other unknown ids are passed over.
    """
    listed = _with_plain_kinds(_with_undefined_facets(tuple(concepts)))
    number = {concept.id: i for i, concept in enumerate(listed)}
    builder = ClosureBuilder(listed, number)
    closures = builder.build()
    return Lexicon(
        version=version,
        concepts=listed,
        number=number,
        closures=closures,
        depths=builder.depths,
        specificity=build_specificity(listed, closures),
        forms=_form_index(listed),
    )


def parse_concepts(entries: Mapping[str, Any], source: str) -> list[Concept]:
    """Concepts of one parsed data file; ``source`` is the file name, which tells facets, uses and kinds."""
    space: Space = "kind"
    if source == FACETS_FILE:
        space = "facet"
    elif source == USES_FILE:
        space = "use"
    return [_concept(str(name), entry or {}, space, source) for name, entry in entries.items()]


def all_forms(concept: Concept) -> tuple[str, ...]:
    """Listed forms; the words of a facet's value are a form of it too, unless they go without saying."""
    if concept.space != "facet":
        return concept.forms
    return (*concept.forms, concept.label)


def _file_concepts(path: Path, content: bytes) -> list[Concept]:
    try:
        return parse_concepts(yaml.load(content, Loader=yaml.CSafeLoader) or {}, path.name)
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        logger.warning("lexicon file %s left out: %s", path.name, error)
        return []


def _concept(name: str, entry: Mapping[str, Any], space: Space, source: str) -> Concept:
    return Concept(
        id=USE_PREFIX + name if space == "use" else name,
        space=space,
        broader=_strings(entry.get("broader")),
        forms=_strings(entry.get("forms")),
        facets=_strings(entry.get("facets")),
        uses=_weights(entry.get("uses")),
        targets=_weights(entry.get("targets")),
        buyer_types=_weights(entry.get("buyer_types")),
        permits=_strings(entry.get("permits")),
        kbli=_strings(entry.get("kbli")),
        category=entry.get("category"),
        source=source,
    )


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(one) for one in (value if isinstance(value, list) else [value]))


def _weights(value: Any) -> dict[str, float]:
    if not value:
        return {}
    return {str(name): float(weight) for name, weight in value.items()}


def _with_undefined_facets(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    known = {concept.id for concept in concepts}
    named = (facet for concept in concepts for facet in concept.facets if "/" in facet)
    missing = dict.fromkeys(facet for facet in named if facet not in known and not facet.startswith("-"))
    return concepts + tuple(Concept(id=facet, space="facet") for facet in missing)


def _with_plain_kinds(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Beside every kind that has narrower ones, the kind left plain: what may be any of them."""
    kinds = {concept.id for concept in concepts if concept.space == "kind"}
    wider = dict.fromkeys(name for concept in concepts if concept.id in kinds for name in concept.broader)
    return concepts + tuple(Concept(id=PLAIN_PREFIX + name, space="plain") for name in wider if name in kinds)


def _form_index(concepts: tuple[Concept, ...]) -> dict[tuple[str, ...], tuple[int, ...]]:
    index: dict[tuple[str, ...], list[int]] = {}
    for i, concept in enumerate(concepts):
        for form in all_forms(concept):
            key = keys(form)
            if key and i not in index.setdefault(key, []):
                index[key].append(i)
    return {key: tuple(numbers) for key, numbers in index.items()}
