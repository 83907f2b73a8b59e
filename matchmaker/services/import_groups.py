"""Which rows of a file are one business: those with its key; in a list of products, those that can be no other's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from matchmaker.errors import InvalidRecordError
from matchmaker.services.import_kin import Namesakes, likeness, same_name
from matchmaker.spreadsheets.records import CellProblem, Kind, SourceRow

PARTS = {"umkm": "products", "buyers": "needs"}
Read = Callable[[SourceRow], dict[str, Any]]
Refuse = Callable[[SourceRow, InvalidRecordError], None]


@dataclass(slots=True)
class Group:
    """The rows of one business (one product each, or simply one row) and the record they say together.

    ``certificates`` keeps what each row said of permits, with how many products stood before it.
    """

    clean: dict[str, Any]
    rows: list[SourceRow]
    certificates: list[tuple[int, list[dict[str, Any]] | None]] = field(default_factory=list)


class Grouping:
    """Collects rows into groups, in the order in which each business first appears."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.part = PARTS.get(kind)
        self.warnings: list[CellProblem] = []
        self._groups: dict[Any, Group] = {}
        # Businesses of lists of products, by name: those that say of themselves whose they are, in the file's order.
        self._namesakes: dict[str, tuple[Namesakes, list[Group]]] = {}
        self._places: dict[int, tuple[Namesakes, int]] = {}

    def add(self, row: SourceRow, clean: dict[str, Any]) -> None:
        """Put a row to its business."""
        there = self._find(row, clean)
        if there is None:
            there = Group(clean, [row], [(0, clean.get("certificates"))])
            self._groups[self._key(clean, row)] = there
            if is_product_list(row):
                self._remember(there)
            return
        there.certificates.append((len(there.clean.get(self.part or "") or []), clean.get("certificates")))
        self._merge(there, clean, row)
        there.rows.append(row)
        if id(there) in self._places:
            namesakes, place = self._places[id(there)]
            namesakes.change(place, likeness(there.clean))

    def groups(self) -> list[Group]:
        """All businesses, the permits of their rows settled."""
        for group in self._groups.values():
            if len(group.rows) > 1 and self.kind == "umkm" and is_product_list(group.rows[0]):
                _settle_certificates(group)
        return list(self._groups.values())

    def _find(self, row: SourceRow, clean: dict[str, Any]) -> Group | None:
        there = self._groups.get(self._key(clean, row))
        if there is not None or not is_product_list(row):
            return there
        namesakes, groups = self._namesakes.get(same_name(clean.get("name")), (Namesakes(), []))
        place = namesakes.find(likeness(clean))
        return None if place is None else groups[place]

    def _remember(self, one: Group) -> None:
        namesakes, groups = self._namesakes.setdefault(same_name(one.clean.get("name")), (Namesakes(), []))
        groups.append(one)
        self._places[id(one)] = (namesakes, namesakes.add(likeness(one.clean)))

    def _key(self, clean: dict[str, Any], row: SourceRow) -> Any:
        if clean.get("external_id"):
            return clean["external_id"]
        if self.part is None or not clean.get(self.part):
            return ("row", row.sheet, row.row)
        return repr(sorted((name, value) for name, value in clean.items() if name != self.part))

    def _merge(self, there: Group, clean: dict[str, Any], row: SourceRow) -> None:
        for name, value in clean.items():
            if name == self.part:
                there.clean[name] = (there.clean.get(name) or []) + (value or [])
            elif value is not None:
                before = there.clean.get(name)
                if before is not None and before != value and row.columns and name != "certificates":
                    column, others = row.columns.get(name, name), {"other": before}
                    self.warnings.append(CellProblem(row.row, column, value, "differs_between_rows", others, row.sheet))
                there.clean[name] = value


def is_product_list(row: SourceRow) -> bool:
    """Whether a row comes from a list with a column for the product's name: there a business has several rows."""
    return "products.0.name" in row.columns


def _settle_certificates(group: Group) -> None:
    """Permits that all rows of a business share are the business's; where rows differ, each is its products' own."""
    said = [records for _, records in group.certificates if records is not None]
    if not said:
        return
    first = {_content(record) for record in said[0]}
    if all({_content(record) for record in records} == first for records in said):
        group.clean["certificates"] = said[0]
        return
    products: Sequence[dict[str, Any]] = group.clean.get("products") or []
    starts = [start for start, _ in group.certificates] + [len(products)]
    for place, (start, records) in enumerate(group.certificates):
        for product in products[start : starts[place + 1]]:
            if records is not None:
                product.setdefault("certificates", records)
    shared = set.intersection(*({_content(record) for record in records} for records in said))
    group.clean["certificates"] = [record for record in said[0] if _content(record) in shared]


def _content(record: dict[str, Any]) -> str:
    return repr(sorted(record.items()))


def collect(kind: Kind, rows: Iterable[SourceRow], read: Read, refuse: Refuse) -> Grouping:
    """Read each row by the schema and put the rows of one business together; refused rows go to ``refuse``."""
    grouping = Grouping(kind)
    for row in rows:
        try:
            clean = read(row)
        except InvalidRecordError as error:
            refuse(row, error)
            continue
        grouping.add(row, clean)
    return grouping
