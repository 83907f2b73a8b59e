"""`train` and `evaluate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from matchmaker.cli.context import State

RANKING_COLUMNS = ("ndcg10", "recall20", "precision5", "mrr")
FORECAST_COLUMNS = ("auc", "log_loss", "brier", "calibration_error")


def read_month(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """Read YYYY-MM as the first day of the month."""
    if value is None:
        return None
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise click.BadParameter(f"write YYYY-MM, not {value!r}") from error


@click.command()
@click.option("--until", callback=read_month, metavar="YYYY-MM", help="Outcomes up to this month only.")
@click.option("--rollback", is_flag=True, help="Put the model before the present one in force.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def train(state: State, until: date | None, rollback: bool, as_json: bool) -> None:
    """Refit the ranking from outcomes; put in force only if better on held-out time. Exit status 0 either way."""
    from matchmaker.services import models

    if rollback:
        click.echo(f"in force: {models.rollback(state.settings)}")
        return
    with state.ready_database.read() as session:
        report = models.train(state.settings, state.catalog, session, until)
    if as_json:
        click.echo(_json(report))
        return
    click.echo(f"{report['reason']}: {report['model_version']} ({report['outcomes']} finished outcomes, "
               f"{report['held_out']} held out)")  # fmt: skip
    _print(report["figures"], FORECAST_COLUMNS)
    for name, interval in report["ranking"].items():
        click.echo(f"{name:<12} ndcg10 {_interval(interval)}")


@click.command()
@click.option("--qrels", type=click.Path(path_type=Path), help="Judgements: need, UMKM, grade, tab-separated.")
@click.option("--outcomes", type=click.Path(path_type=Path), help="Outcomes the model was not trained on.")
@click.option("--top", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def evaluate(state: State, qrels: Path | None, outcomes: Path | None, top: int, as_json: bool) -> None:
    """Measure the ranking against judgements, or the forecasts against outcomes, beside the baselines."""
    from matchmaker.services import imports, models

    if (qrels is None) == (outcomes is None):
        raise click.UsageError("give one of --qrels FILE, --outcomes FILE")
    with state.ready_database.read() as session:
        if qrels is not None:
            result = models.evaluate_qrels(state.catalog, session, models.read_qrels(qrels), top)
        else:
            assert outcomes is not None
            result = models.evaluate_outcomes(state.catalog, session, imports.clean_records("outcomes", outcomes))
    if as_json:
        click.echo(_json(result))
        return
    click.echo(f"{result.get('needs', result.get('outcomes'))} {'needs' if qrels else 'outcomes'}")
    _print(result["figures"], RANKING_COLUMNS if qrels else FORECAST_COLUMNS)


def _print(figures: dict[str, dict[str, Any]], columns: tuple[str, ...]) -> None:
    click.echo(f"{'':<12}" + "".join(f"{name:>24}" for name in columns))
    for name, row in figures.items():
        extra = f"  violations {row['violations5']}" if "violations5" in row else ""
        click.echo(f"{name:<12}" + "".join(f"{_interval(row[column]):>24}" for column in columns) + extra)


def _interval(interval: dict[str, float]) -> str:
    return f"{interval['value']:.3f} [{interval['low']:.3f}, {interval['high']:.3f}]"


def _json(result: dict[str, Any]) -> str:
    import orjson

    return orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()
