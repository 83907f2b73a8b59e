"""Looks the data files over: cycles, orphans, duplicates, forms claimed twice, unknown ids, wrong types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from matchmaker.scoring.lexicon.loader import DATA_DIR, parse_concepts
from matchmaker.scoring.lexicon.model import USE_PREFIX, Concept
from matchmaker.scoring.text import keys

Level = Literal["error", "warning"]

PERMITS = frozenset(
    {"pirt_ok", "md_only", "short_life", "nkv", "slhs", "cosmetic", "herbal_medicine", "household_health",
     "sni_mandatory", "none"}
)  # fmt: skip
CATEGORIES = frozenset(
    {"food", "beverage", "craft", "fashion", "agriculture", "plantation", "fishery", "metal", "home_decor",
     "personal_care", "service", "trade"}
)  # fmt: skip
DIMENSIONS = frozenset({"material", "function", "form", "process", "taste", "serving", "region"})
_KBLI = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: an ``error`` makes the lexicon say something wrong, a ``warning`` makes it say less."""

    level: Level
    code: str
    file: str
    concept: str
    message: str


def check(lexicon_dir: Path = DATA_DIR) -> list[Finding]:
    """All findings over the data files of ``lexicon_dir``, errors first."""
    findings: list[Finding] = []
    concepts: list[Concept] = []
    for path in sorted(lexicon_dir.glob("*.yaml")):
        findings += _file_findings(path, concepts)
    known = {concept.id for concept in concepts}
    for concept in concepts:
        findings += _unknown_ids(concept, known)
        findings += _wrong_values(concept)
    findings += _duplicates(concepts)
    findings += _cycles(concepts)
    findings += _orphans(concepts)
    findings += _undefined_facets(concepts, known)
    findings += _forms_claimed_twice(concepts)
    return sorted(findings, key=lambda one: (one.level, one.code, one.file, one.concept, one.message))


def _file_findings(path: Path, concepts: list[Concept]) -> list[Finding]:
    try:
        content = path.read_bytes()
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
        entries: Any = yaml.load(content, Loader=yaml.CSafeLoader)
        concepts += parse_concepts(entries or {}, path.name)
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        return [Finding("error", "unreadable", path.name, "", str(error))]
    return [*_repeated_keys(path.name, node), *_not_text(path.name, entries or {})]


def _repeated_keys(file: str, node: Any) -> Iterator[Finding]:
    """Reading keeps the last of two equal keys without a word."""
    names = [key.value for key, _ in node.value] if node is not None else []
    for name, times in Counter(names).items():
        if times > 1:
            yield Finding("error", "duplicate_id", file, name, f"written {times} times in this file")


def _not_text(file: str, entries: dict[str, Any]) -> Iterator[Finding]:
    """Forms that YAML reads as something else (no, on, 10) and forms in capitals."""
    for name, entry in entries.items():
        for form in (entry or {}).get("forms") or []:
            if not isinstance(form, str):
                yield Finding("error", "form_no_text", file, str(name), f"{form!r} must be quoted")
            elif form != form.lower():
                yield Finding("warning", "form_in_capitals", file, str(name), form)
            elif not keys(form):
                yield Finding("error", "form_without_words", file, str(name), repr(form))


def _duplicates(concepts: Iterable[Concept]) -> Iterator[Finding]:
    files: dict[str, set[str]] = {}
    for concept in concepts:
        files.setdefault(concept.id, set()).add(concept.source)
    for name, sources in files.items():
        if len(sources) > 1:
            yield Finding("error", "duplicate_id", min(sources), name, f"also in {', '.join(sorted(sources)[1:])}")


def _unknown_ids(concept: Concept, known: set[str]) -> Iterator[Finding]:
    for wider in concept.broader:
        if wider not in known:
            yield Finding("error", "unknown_broader", concept.source, concept.id, wider)
    for use in concept.uses:
        if USE_PREFIX + use not in known:
            yield Finding("error", "unknown_use", concept.source, concept.id, use)
    for target in concept.targets:
        if target not in known:
            yield Finding("warning", "unknown_target", concept.source, concept.id, target)


def _wrong_values(concept: Concept) -> Iterator[Finding]:
    for weights in (concept.uses, concept.targets, concept.buyer_types):
        for name, weight in weights.items():
            if not 0 <= weight <= 1:
                yield Finding("error", "weight_out_of_range", concept.source, concept.id, f"{name}: {weight}")
    for permit in concept.permits:
        if permit not in PERMITS:
            yield Finding("error", "unknown_permit", concept.source, concept.id, permit)
    for code in concept.kbli:
        if not _KBLI.fullmatch(code):
            yield Finding("error", "kbli_not_five_digits", concept.source, concept.id, code)
    if concept.category is not None and concept.category not in CATEGORIES:
        yield Finding("error", "unknown_category", concept.source, concept.id, str(concept.category))


def _cycles(concepts: Sequence[Concept]) -> Iterator[Finding]:
    """Concepts that are wider than themselves."""
    broader = {concept.id: concept.broader for concept in concepts}
    for concept in concepts:
        reached: set[str] = set()
        frontier = list(concept.broader)
        while frontier:
            name = frontier.pop()
            if name not in reached:
                reached.add(name)
                frontier += broader.get(name, ())
        if concept.id in reached:
            yield Finding("error", "cycle", concept.source, concept.id, "is wider than itself")


def _orphans(concepts: Sequence[Concept]) -> Iterator[Finding]:
    """Kinds without category above them, and concepts that nothing can ever name or imply."""
    by_id = {concept.id: concept for concept in concepts}
    parents = {wider for concept in concepts for wider in concept.broader}
    for concept in concepts:
        if concept.space != "kind":
            continue
        if not _has_category(concept, by_id, set()):
            yield Finding("error", "no_category", concept.source, concept.id, "no category here nor wider")
        if not concept.forms and concept.id not in parents:
            yield Finding("warning", "orphan", concept.source, concept.id, "no form, nothing narrower")


def _has_category(concept: Concept, by_id: dict[str, Concept], seen: set[str]) -> bool:
    if concept.category or concept.id in seen:
        return bool(concept.category)
    seen.add(concept.id)
    return any(_has_category(by_id[wider], by_id, seen) for wider in concept.broader if wider in by_id)


def _undefined_facets(concepts: Iterable[Concept], known: set[str]) -> Iterator[Finding]:
    """Facets that no file defines work by the words of their value only; a wrong dimension works not at all."""
    first: dict[str, Concept] = {}
    for concept in concepts:
        for facet in concept.facets:
            first.setdefault(facet.removeprefix("-"), concept)
    for facet, concept in first.items():
        if facet.partition("/")[0] not in DIMENSIONS:
            yield Finding("error", "unknown_dimension", concept.source, concept.id, facet)
        elif facet not in known:
            yield Finding("warning", "undefined_facet", concept.source, concept.id, facet)


def _forms_claimed_twice(concepts: Iterable[Concept]) -> Iterator[Finding]:
    owner: dict[tuple[str, ...], Concept] = {}
    for concept in concepts:
        if concept.space != "kind":
            continue
        for form in concept.forms:
            other = owner.setdefault(keys(form), concept)
            if other.id != concept.id:
                message = f"{form!r} also belongs to {other.id} ({other.source})"
                yield Finding("error", "form_claimed_twice", concept.source, concept.id, message)
