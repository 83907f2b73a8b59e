"""Everyday words that say the same in descriptions: "samudra" and "laut", "jemari" and "jari".

`synonyms.yaml` lists them. They are used where a description is compared with the glosses, never where goods are
named: there the lexicon's own forms decide.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from matchmaker.scoring.lexicon.stems import stem

SYNONYMS_FILE = Path(__file__).parent / "synonyms.yaml"


@lru_cache(maxsize=4)
def load_synonyms(path: Path = SYNONYMS_FILE) -> dict[str, tuple[str, ...]]:
    """Root of a word -> roots of the words that say the same; roots without any are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for words in yaml.safe_load(path.read_text("utf8")):
        roots = tuple(dict.fromkeys(stem(str(word)) for word in words))
        for root in roots:
            found.setdefault(root, tuple(other for other in roots if other != root))
    return found
