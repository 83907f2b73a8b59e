"""`lexicon check` and `lexicon coverage`."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def lexicon() -> None:
    """Look after the trade lexicon."""


@lexicon.command()
def check() -> None:
    """Cycles, orphans, doubles, forms claimed by two concepts. Exit status 1 when there is an error."""
    from matchmaker.services.lexicon import findings

    found = findings()
    for one in found:
        click.echo(f"{one.level} {one.code} {one.file} {one.concept}: {one.message}")
    errors = sum(one.level == "error" for one in found)
    click.echo(f"{errors} errors, {len(found) - errors} warnings")
    if errors:
        raise SystemExit(1)


@lexicon.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", help="Column of a CSV that holds the texts.")
@click.option("--most", default=50, show_default=True, help="How many unknown words to list.")
def coverage(file: Path, column: str | None, most: int) -> None:
    """The share of texts in FILE with at least one concept, and the most frequent unknown words."""
    from matchmaker.services.lexicon import covered

    report = covered(file, column, most)
    click.echo(f"{report.covered} of {report.texts} texts ({report.share:.1%}) name at least one concept")
    for word, count in report.unknown_words:
        click.echo(f"{count:>7}  {word}")
