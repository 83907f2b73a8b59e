"""What an agreement draft says: the wording of `agreements.yaml` with the facts of one pairing, blanks kept visible.

A draft is a list of blocks; `word_files` writes them as a document. Only Indonesian: a kemitraan agreement is
written in Indonesian.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

KINDS = ("nota_kesepahaman", "perjanjian", "surat_komitmen")
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; a blank names what has to be filled in, a flagged one asks to be looked at."""

    text: str
    blank: bool = False
    flagged: bool = False


Facts = Mapping[str, str | Span | None]
Row = tuple[Span, ...]
Tables = Mapping[str, Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table or place for signatures. ``kind`` says which."""

    kind: str
    spans: tuple[Span, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The blocks of one draft, what marks every page, and what is still blank."""

    title: str
    mark: str
    page: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def blanks(self) -> list[str]:
        """What has to be filled in, each once, in its order."""
        spans = [span for block in self.blocks for span in _spans_of(block)]
        return list(dict.fromkeys(span.text for span in spans if span.blank))


@cache
def wording() -> dict[str, Any]:
    """The wording of all drafts."""
    source = resources.files("matchmaker").joinpath("documents/agreements.yaml").read_text("utf8")
    loaded: dict[str, Any] = yaml.safe_load(source)
    return loaded


def value(name: str, **parts: Any) -> str:
    """A value written the way agreements write it."""
    written: str = wording()["values"][name].format(**parts)
    return written


def compose(kind: str, pattern: str | None, facts: Facts, tables: Tables, notes: list[str]) -> Draft:
    """The draft of one kind: parties, articles, signatures, and a last page for whoever checks it.

    ``tables`` are the rows of the tables that articles ask for, heads first.
    """
    words = wording()
    form = words[kind]
    special = words["patterns"].get(pattern, {})
    facts = dict(facts)
    for name in ("first_role", "second_role"):
        facts[name] = special.get(name)
    blocks = [Block("title", filled(form["title"], facts)), Block("subtitle", filled(form["subtitle"], facts))]
    blocks.append(Block("centred", filled("Nomor: {number}", facts)))
    blocks += [_party(one, facts) for one in form.get("parties", words["parties"])]
    blocks += [Block("paragraph", filled(one, facts)) for one in form["opening"]]
    for number, article in enumerate(form["articles"], start=1):
        blocks += _article(number, article, special, facts, tables)
    blocks.append(Block("signatures", tuple(Span(name) for name in form.get("sign", words["closing_sign"]))))
    draft = Draft(form["title"], words["draft_mark"], words["page"], blocks)
    missing = words["notes"]["blanks"].format(names=", ".join(draft.blanks)) if draft.blanks else None
    blocks += _notes([*([missing] if missing else []), *notes], special, facts)
    return draft


def known(name: str, said: str | Span | None) -> Span:
    """A value that stands by itself, or the blank of its name."""
    if isinstance(said, Span):
        return said
    return Span(said) if said else Span(wording()["blanks"][name], blank=True)


def filled(template: str, facts: Facts) -> tuple[Span, ...]:
    """A template with its facts; what is not known becomes a blank that names itself."""
    spans: list[Span] = []
    place = 0
    for found in _NAME.finditer(template):
        if found.start() > place:
            spans.append(Span(template[place : found.start()]))
        spans.append(known(found[1], facts.get(found[1])))
        place = found.end()
    return (*spans, Span(template[place:])) if place < len(template) else tuple(spans)


def _party(one: str | dict[str, str], facts: Facts) -> Block:
    if isinstance(one, dict):
        return Block("numbered", filled(one["number"], facts))
    return Block("paragraph", filled(one, facts))


def _article(
    number: int,
    article: dict[str, Any],
    special: dict[str, Any],
    facts: Facts,
    tables: Tables,
) -> list[Block]:
    blocks = [Block("article", (Span(f"Pasal {number}\n{article['title']}"),))]
    own = special.get(article.get("pattern", ""), [])
    if isinstance(own, str):
        return [*blocks, Block("paragraph", filled(own, facts))]
    blocks += [Block("paragraph", filled(one, facts)) for one in _common(article, "text", special)]
    blocks += [Block("item", filled(one, facts)) for one in [*_common(article, "items", special), *own]]
    if article.get("pattern") and not own:
        blocks.append(Block("item", (Span(wording()["blanks"]["activity"], blank=True),)))
    if "table" in article:
        blocks.append(Block("table", rows=tuple(tables[article["table"]])))
    return blocks


def _common(article: dict[str, Any], part: str, special: dict[str, Any]) -> list[str]:
    """What an article says whatever the pattern, but for who supplies whom."""
    turned = f"turned_{part}" if special.get("turned") and f"turned_{part}" in article else part
    said: list[str] = article.get(turned, [])
    return said


def _notes(notes: list[str], special: dict[str, Any], facts: Facts) -> list[Block]:
    words = wording()["notes"]
    said = [words["law"], *([special["caution"]] if "caution" in special else []), *notes]
    return [
        Block("new_page"),
        Block("heading", (Span(words["title"]),)),
        Block("paragraph", filled(words["lead"], facts)),
        *(Block("item", (Span(one),)) for one in said),
    ]


def _spans_of(block: Block) -> Iterable[Span]:
    yield from block.spans
    for row in block.rows:
        yield from row
