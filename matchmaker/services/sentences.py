"""What is said of a pairing: its reasons and checks as sentences, in the language of the reader.

The same sentence is said of many pairings (that a permit is held, that nothing is known of a price), so the last ones
are remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from matchmaker.matching import Check, Reason
from matchmaker.texts import DEFAULT_LOCALE, has, text

SHOWN_REASONS = 4
SHOWN_PHRASES = 3  # of a need, in the sentence that says what a product fits
WEAK_MATCH = 0.45  # relevance below which "fits" would promise too much
STRONG_MATCH = 3.0  # log-odds from which a match told by purpose counts as one, few words as it may share
NEAR_KM = 100.0  # further away nobody would call it near
KEPT_SENTENCES = 4_096

Told = tuple[tuple[str, Any, type], ...]
"""Facts to remember a sentence by. Their types belong to it: 1 is written otherwise than True."""


def leading(reasons: Sequence[Reason]) -> list[Reason]:
    """At most `SHOWN_REASONS`: the match first, then the weightiest; the rest is summed up in the last one.

    The sum of contributions stays exact, so what is shown still adds up to the log-odds.
    """
    ordered = sorted(reasons, key=lambda r: (r.code != "product_match", -abs(r.contribution)))
    if len(ordered) <= SHOWN_REASONS:
        return ordered
    kept, rest = ordered[: SHOWN_REASONS - 1], ordered[SHOWN_REASONS - 1 :]
    return [*kept, Reason("other_factors", sum(r.contribution for r in rest), {"count": len(rest)})]


def reason_record(reason: Reason, locale: str) -> dict[str, Any]:
    """One reason with its sentence."""
    return {"code": reason.code, "contribution": reason.contribution, "text": reason_text(reason, locale)}


def reason_text(reason: Reason, locale: str = DEFAULT_LOCALE) -> str:
    """The sentence of one reason, with the actual numbers."""
    if reason.code == "product_match":
        return _match_text(reason, locale)
    return _reason_text(reason.code, _told(reason.facts), locale)


def _match_text(reason: Reason, locale: str) -> str:
    facts = dict(reason.facts)
    key = "reason.product_match"
    if (facts.get("relevance") or 0.0) < WEAK_MATCH and reason.contribution < STRONG_MATCH:
        key += ".weak"
    elif not facts.get("asked"):
        key += ".plain"
    if "asked" in facts:
        facts["asked"] = telling(facts["asked"] or ())
    return text(key, locale, **facts)


@lru_cache(maxsize=KEPT_SENTENCES)
def _reason_text(code: str, told: Told, locale: str) -> str:
    facts = {name: value for name, value, _ in told}
    far = code == "nearness" and (facts.get("distance_km") or 0.0) > NEAR_KM
    for name in ("certificates", "permits"):
        if name in facts:
            facts[name] = [_named(name[:-1], item, locale) for item in facts[name]]
    if "rules" in facts:
        facts["rules"] = [rule_name(rule, locale).lower() for rule in facts["rules"]]
    return text(f"reason.{code}.far" if far else f"reason.{code}", locale, **_terms_named(facts, locale))


def _told(facts: Mapping[str, Any]) -> Told:
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value, type(value)) for name, value in facts.items()
    )


def _terms_named(facts: dict[str, Any], locale: str) -> dict[str, Any]:
    if facts.get("asked") in ("consignment", "outright"):
        facts["asked"] = text(f"terms.{facts['asked']}", locale)
    return facts


def telling(phrases: Sequence[str]) -> list[str]:
    """The few phrases of a need worth repeating: none twice, none that a longer one says already.

    Words that merely stand in both texts come together as one phrase with commas; what has a name goes first.
    """
    return list(_telling(tuple(phrases)))


@lru_cache(maxsize=KEPT_SENTENCES)
def _telling(phrases: tuple[str, ...]) -> tuple[str, ...]:
    named = [phrase for phrase in phrases if "," not in phrase]
    shared = [part.strip() for phrase in phrases if "," in phrase for part in phrase.split(",") if part.strip()]
    kept: list[str] = []
    for phrase in (*named, *shared):
        words = set(phrase.lower().split())
        if not any(words <= set(one.lower().split()) for one in kept):
            said = [one for one in kept if set(one.lower().split()) < words]
            place = kept.index(said[0]) if said else len(kept)
            kept = [*kept[:place], phrase, *(one for one in kept[place:] if one not in said)]
    return tuple(kept[:SHOWN_PHRASES])


def rule_name(rule: str, locale: str = DEFAULT_LOCALE) -> str:
    """The name of a rule, with its subject where it has one."""
    code, _, subject = rule.partition(":")
    return text(f"rule.{code}", locale, **{code: subject})


def check_record(check: Check, locale: str) -> dict[str, Any]:
    """One check with evidence and fix in words."""
    name, evidence, fix = _check_words(check.rule, check.verdict, _told(check.facts), locale)
    return {"rule": check.rule, "name": name, "verdict": check.verdict, "evidence": evidence, "fix": fix}


@lru_cache(maxsize=KEPT_SENTENCES)
def _check_words(rule: str, verdict: str, told: Told, locale: str) -> tuple[str, str, str | None]:
    """Name, evidence and fix."""
    code, _, subject = rule.partition(":")
    facts = {name: value for name, value, _ in told}
    if subject:
        facts[code] = subject
    facts = _terms_named(facts, locale)
    for name in ("expired_on", "open_from", "open_until"):
        if isinstance(facts.get(name), str):
            facts[name] = date.fromisoformat(facts[name])
    state = "expired" if verdict == "fail" and facts.get("expired_on") else verdict
    fix = f"fix.{code}.{state}"
    evidence = text(f"check.{code}.{state}", locale, **facts)
    return rule_name(rule, locale), evidence, text(fix, locale, **facts) if has(fix) else None


def _named(kind: str, code: str, locale: str) -> str:
    key = f"{kind}.{code}"
    return text(key, locale) if has(key) else code
