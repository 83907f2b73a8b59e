"""Looks the data files over: cycles, orphans, duplicates, forms claimed twice, unknown ids, wrong types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from matchmaker.scoring.lexicon.loader import DATA_DIR, parse_concepts
from matchmaker.scoring.lexicon.model import Concept
from matchmaker.scoring.text import tokenize

Level = Literal["error", "warning"]


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
    findings += _duplicates(concepts)
    findings += _unknown_ids(concepts, known)
    findings += _forms_claimed_twice(concepts)
    return sorted(findings, key=lambda one: (one.level, one.file, one.concept, one.message))


def _file_findings(path: Path, concepts: list[Concept]) -> list[Finding]:
    try:
        entries: Any = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        concepts += parse_concepts(entries or {}, path.name)
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        return [Finding("error", "unreadable", path.name, "", str(error))]
    return []


def _duplicates(concepts: list[Concept]) -> Iterator[Finding]:
    for name, times in Counter(concept.id for concept in concepts).items():
        if times > 1:
            files = sorted({concept.source for concept in concepts if concept.id == name})
            yield Finding("error", "duplicate_id", files[0], name, f"defined {times} times: {', '.join(files)}")


def _unknown_ids(concepts: list[Concept], known: set[str]) -> Iterator[Finding]:
    for concept in concepts:
        for wider in concept.broader:
            if wider not in known:
                yield Finding("error", "unknown_broader", concept.source, concept.id, f"unknown broader {wider}")


def _forms_claimed_twice(concepts: list[Concept]) -> Iterator[Finding]:
    owner: dict[tuple[str, ...], Concept] = {}
    for concept in concepts:
        if concept.space != "kind":
            continue
        for form in concept.forms:
            key = tuple(token.key for token in tokenize(form))
            other = owner.setdefault(key, concept)
            if other.id != concept.id:
                message = f"form {form!r} also belongs to {other.id} ({other.source})"
                yield Finding("error", "form_claimed_twice", concept.source, concept.id, message)
