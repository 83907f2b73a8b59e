"""What the history keeps of figures that were not taken as they stand."""

from __future__ import annotations

from matchmaker.services import import_notes
from matchmaker.spreadsheets.records import CellProblem
from matchmaker.texts import LOCALES, has


def note(row: int | None, code: str = "range_lower") -> CellProblem:
    return CellProblem(row, "Kapasitas", "10-20 kg", code, {"read": 10}, "Data")


def test_every_kind_of_note_has_its_words() -> None:
    assert all(has(f"problem.{code}") for code in import_notes.FIGURES)


def test_figures_are_kept_and_people_are_not() -> None:
    kept = import_notes.of_figures([note(2), note(3, "invalid_phone"), note(None), note(4, "scientific")])
    assert kept["count"] == 1
    assert [one["row"] for one in kept["kept"]] == [2]


def test_a_long_list_is_cut_and_says_how_many_there_were() -> None:
    kept = import_notes.of_figures(note(number) for number in range(1_000))
    assert (kept["count"], len(kept["kept"])) == (1_000, import_notes.KEPT)


def test_notes_are_told_in_either_language() -> None:
    kept = import_notes.of_figures([note(2)])
    said = {locale: import_notes.shown(kept, locale)[0]["message"] for locale in LOCALES}
    assert said == {
        "id": '"10-20 kg" adalah rentang; dibaca 10, ujung bawahnya',
        "en": '"10-20 kg" is a range; read as 10, its lower end',
    }
