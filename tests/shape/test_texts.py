"""Every code that can reach a person has its words in both languages, with the same facts."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from matchmaker.domain import access, categories, certificates, kemitraan, pipeline, scale
from matchmaker.scoring.eligibility import RULES
from matchmaker.scoring.explanation import REASON_CODES
from matchmaker.texts import LOCALES, catalogue, has

ROOT = Path(__file__).resolve().parent.parent.parent


def facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same(key: str) -> None:
    entry = catalogue()[key]
    assert set(entry) == set(LOCALES)
    assert all(entry[locale].strip() for locale in LOCALES)
    assert facts_of(entry["id"]) == facts_of(entry["en"])


@pytest.mark.parametrize(
    "key",
    [
        *(f"rule.{rule}" for rule in RULES),
        *(f"check.{rule}.fail" for rule in RULES),
        *(f"check.{rule}.unknown" for rule in RULES if rule not in ("active", "need_open")),
        *(f"check.{rule}.pass" for rule in RULES if rule != "active"),
        *(f"reason.{code}" for code in REASON_CODES),
        *(f"stage.{stage}" for stage in pipeline.STAGES),
        *(f"role.{role}" for role in access.ROLES),
        *(f"category.{name}" for name in categories.CATEGORIES),
        *(f"buyer_type.{name}" for name in categories.BUYER_TYPES),
        *(f"certificate.{name}" for name in certificates.TYPES),
        *(f"scale.{name}" for name in scale.SCALES),
        *(f"pattern.{name}" for name in kemitraan.PATTERNS),
    ],
)
def test_every_code_has_its_words(key: str) -> None:
    assert has(key)


def raised_codes() -> set[str]:
    """Codes given as the first argument of our own errors anywhere in the source."""
    found = set()
    for path in [*ROOT.glob("matchmaker/**/*.py"), *ROOT.glob("api/**/*.py")]:
        if "scoring" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.isidentifier():
                    found.add((node.func.id, first.value))  # type: ignore[attr-defined]
    return {code for name, code in found if name not in ("ValidationError", "CellError", "TypeError", "ValueError")}


def problem_codes() -> set[str]:
    """Codes given to `Problem`, to the readings' doubts, and as errors of fields."""
    found = set()
    for path in ROOT.glob("matchmaker/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                position = {"Problem": 2, "doubt": 2, "ValidationError": 0, "CellError": 0}.get(name)
                if position is not None and len(node.args) > position:
                    value = node.args[position]
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        found.add(value.value)
    return found


def test_every_error_has_its_words() -> None:
    assert {code for code in raised_codes() if not has(f"error.{code}")} == set()


def test_every_problem_has_its_words() -> None:
    assert {code for code in problem_codes() if not has(f"problem.{code}")} == set()
