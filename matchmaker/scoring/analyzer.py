"""Reads products and needs in trade Indonesian. The one entrance to everything about texts."""

from __future__ import annotations

from collections.abc import Mapping

from matchmaker.scoring.describing import Describer, words_of
from matchmaker.scoring.lexicon.glosses import load_glosses
from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import PhraseMatcher
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.meaning import Meaning
from matchmaker.scoring.need_reader import NOWHERE, Home, NeedReader
from matchmaker.scoring.phrasing import PhraseReader
from matchmaker.scoring.product_draft import Source, SourceKind
from matchmaker.scoring.product_reader import ProductReader
from matchmaker.scoring.reading import NeedReading, ProductReading

LONE_NAME = 0.8
"""All that is known of a business is what it calls itself."""
NAME_BESIDE_ACTIVITY = 0.7
"""Its name beside an activity; where both speak of different things, far less (`product_reader.UNRELATED_HEAD`)."""

_NAME = SourceKind(1.0, 1.0, 1.0, names=True)
_DESCRIPTION = SourceKind(0.85, 0.9, 0.6)
_DESCRIPTION_ALONE = _DESCRIPTION._replace(names=True)
_SIGNBOARD = SourceKind(0.3, 0.5, 0.3, signboard=True)
_BUSINESS = SourceKind(0.3, 0.5, 0.3)


class Analyzer:
    """Turns texts into readings with one lexicon. Holds caches only, so that one may serve many threads.

    Parameters
    ----------
    lexicon : Lexicon, optional
        The data files' by default.
    glosses : mapping of str to str, optional
        Descriptions by concept id. The data files' by default; none for a lexicon of one's own.

    Attributes
    ----------
    as_shipped : bool
        Whether any other process reads the same way without being told more.

    Examples
    --------
    >>> analyzer = Analyzer()
    >>> reading = analyzer.read_product("Kripik pisang 80gr", category="food")
    >>> reading.quantity
    Quantity(amount=80.0, base='g', count=1.0)
    """

    def __init__(self, lexicon: Lexicon | None = None, glosses: Mapping[str, str] | None = None) -> None:
        self.lexicon = lexicon or load_lexicon()
        self.as_shipped = self.lexicon is load_lexicon() and glosses is None
        self.matcher = PhraseMatcher(self.lexicon)
        if glosses is None:
            glosses = load_glosses() if lexicon is None or lexicon is load_lexicon() else {}
        self.matcher.speller.trust(words_of(glosses.values()) - _place_names(self.lexicon))
        phraser = PhraseReader(self.matcher, Meaning(self.lexicon))
        self._products = ProductReader(phraser)
        self._needs = NeedReader(phraser, Describer(self.lexicon, glosses))

    def read_product(
        self,
        name: str,
        description: str | None = None,
        category: str | None = None,
        umkm_name: str | None = None,
        umkm_description: str | None = None,
        place: str | None = None,
    ) -> ProductReading:
        """Read one product of a business.

        ``place`` names regency and province; it only tells where the product comes from.
        """
        sources = (
            Source(name, _NAME),
            Source(description, _DESCRIPTION_ALONE if umkm_name is None else _DESCRIPTION),
            Source(umkm_name, _SIGNBOARD),
            Source(umkm_description, _BUSINESS),
        )
        return self._products.read(sources, category, place)

    def read_business(self, name: str, activity: str | None, place: str | None = None) -> ProductReading:
        """Read a business that lists no products by its name and what it says it does.

        A one-line activity ("Membuat dan menjual lonthong") says it best; a name may be of a flower or a person and
        counts where the activity is silent or speaks of the same.
        """
        silent = not (activity or "").strip()
        weight = LONE_NAME if silent else NAME_BESIDE_ACTIVITY
        sources = (
            Source(activity, _NAME),
            Source(name, SourceKind(weight, weight, weight, names=silent, signboard=True)),
        )
        return self._products.read(sources, None, place)

    def read_need(
        self,
        title: str,
        description: str | None = None,
        category: str | None = None,
        buyer_type: str = "other",
        home: Home = NOWHERE,
    ) -> NeedReading:
        """Read one need of a buyer of ``buyer_type`` (hotel, restaurant, ... as in the records).

        ``home`` names the buyer's regency and province: "khas kota ini" means it.
        """
        return self._needs.read(title, description, category, buyer_type, home)


def _place_names(lexicon: Lexicon) -> set[str]:
    """Single words that name a region and nothing else: they stay places where glosses mention them."""
    return {
        form[0]
        for form, concepts in lexicon.forms.items()
        if len(form) == 1 and all(lexicon.concepts[concept].dimension == "region" for concept in concepts)
    }
