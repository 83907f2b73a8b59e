"""The same hybrid as one would write it in SQL: full text rank and the commonest rules, over all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.speed.market import query_text
from benchmarks.speed.peers import TOP, postgresql_server, vector, words
from matchmaker.scoring.profiles import NeedProfile, UmkmProfile

_TABLE = """CREATE TABLE goods (
    row int, words tsvector, price float8, capacity float8, lead_time int, shelf_life int,
    lat float8, lon float8, certificates text[])"""
_COLUMNS = ("row", "words", "price", "capacity", "lead_time", "shelf_life", "lat", "lon", "certificates")
_TYPES = ["int4", "text", "float8", "float8", "int4", "int4", "float8", "float8", "text[]"]
_QUERY = """
SELECT row,
       5 * ts_rank(words, asked)
       - CASE WHEN price IS NULL THEN 0.2 WHEN price > %(price)s THEN least(price / %(price)s, 3) ELSE 0 END
       - CASE WHEN capacity IS NULL THEN 0.25 WHEN capacity < %(volume)s THEN 1 ELSE 0 END
       - CASE WHEN lead_time IS NULL THEN 0.1 WHEN lead_time > %(lead_time)s THEN 0.8 ELSE 0 END
       - CASE WHEN shelf_life IS NULL THEN 0.2 WHEN shelf_life < %(shelf_life)s THEN 1 ELSE 0 END
       - CASE WHEN certificates IS NULL THEN 0.5 WHEN certificates @> %(certificates)s THEN 0 ELSE 1 END
       + 0.6 * exp(-2 * 6371 * asin(least(1, sqrt(
             power(sin(radians(lat - %(lat)s) / 2), 2)
             + cos(radians(%(lat)s)) * cos(radians(lat)) * power(sin(radians(lon - %(lon)s) / 2), 2)))) / 60) AS key
FROM goods, to_tsquery('simple', %(words)s) AS asked
ORDER BY key DESC NULLS LAST LIMIT %(top)s"""
Query = Callable[[NeedProfile], Sequence[int]]


@contextmanager
def hybrid_in_sql(umkm: Sequence[UmkmProfile]) -> Iterator[Query]:
    """PostgreSQL over all rows: price, capacity, times, certificates and distance beside ts_rank.

    No row can be left out by an index, because a row without a word of the need may still be the best by its rules.
    """
    with postgresql_server() as uri:
        import psycopg

        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(_TABLE)
            with connection.cursor().copy(f"COPY goods ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
                copy.set_types(_TYPES)
                for number, row in enumerate(_rows(umkm)):
                    copy.write_row((number, *row))
            connection.execute("ANALYZE goods")
            yield lambda need: [row for row, _ in connection.execute(_QUERY, _asked(need))]


def _rows(umkm: Sequence[UmkmProfile]) -> Iterator[tuple[Any, ...]]:
    for one in umkm:
        held = None if one.certificates is None else [certificate.type for certificate in one.certificates]
        for product in one.products:
            text = " ".join(filter(None, (product.name, product.description, one.name, one.description)))
            yield (
                vector(text), product.price_idr, product.capacity_per_month, product.lead_time_days,
                product.shelf_life_days, one.lat, one.lon, held,
            )  # fmt: skip


def _asked(need: NeedProfile) -> dict[str, Any]:
    return {
        "words": " | ".join(f"'{word}'" for word in words(query_text(need))),
        "price": float(need.max_price_idr or 1e12),
        "volume": need.volume_per_month or 0.0,
        "lead_time": need.max_lead_time_days or 10_000,
        "shelf_life": need.min_shelf_life_days or 0,
        "certificates": list(need.required_certificates),
        "lat": need.lat or 0.0,
        "lon": need.lon or 0.0,
        "top": TOP,
    }
