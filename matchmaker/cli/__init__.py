"""The command line: `matchmaker`. Commands load what they need when they run, so that `--help` is quick."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from matchmaker.cli.context import State
from matchmaker.errors import TemuMitraError
from matchmaker.settings import PREFIX

EXIT_REJECTED = 1
EXIT_UNUSABLE = 2

# Command name -> module and function; imported only when the command runs.
COMMANDS = {
    "db": ("matchmaker.cli.database", "db"),
    "seed": ("matchmaker.cli.seeds", "seed"),
    "doctor": ("matchmaker.cli.database", "doctor"),
    "import": ("matchmaker.cli.records", "import_"),
    "batches": ("matchmaker.cli.batches", "batches"),
    "export": ("matchmaker.cli.records", "export"),
    "template": ("matchmaker.cli.records", "template"),
    "report": ("matchmaker.cli.office", "report"),
    "draft": ("matchmaker.cli.office", "draft"),
    "print": ("matchmaker.cli.office", "print_"),
    "rank": ("matchmaker.cli.ranking", "rank"),
    "why": ("matchmaker.cli.ranking", "why"),
    "rank-all": ("matchmaker.cli.ranking", "rank_all"),
    "lexicon": ("matchmaker.cli.lexicon", "lexicon"),
    "train": ("matchmaker.cli.model", "train"),
    "evaluate": ("matchmaker.cli.model", "evaluate"),
    "serve": ("matchmaker.cli.serving", "serve"),
    "worker": ("matchmaker.cli.serving", "worker"),
    "backup": ("matchmaker.cli.serving", "backup"),
    "restore": ("matchmaker.cli.serving", "restore"),
    "user": ("matchmaker.cli.people", "user"),
    "key": ("matchmaker.cli.people", "key"),
}
SUMMARIES = {
    "db": "The schema of the database.",
    "seed": "Load the demo regions, or take them out again.",
    "doctor": "What is configured and whether it works, secrets hidden.",
    "import": "Read a file of UMKM, buyers, needs or outcomes.",
    "batches": "Files that were imported, and taking one back.",
    "export": "Write records to a file that comes in again as the same.",
    "template": "Write an empty form for an office to fill in.",
    "report": "Write a report of a region: PDF, XLSX or JSON.",
    "print": "Write a list of records to print (PDF).",
    "draft": "Write a draft agreement of a partnership (Word).",
    "rank": "Suppliers for needs, or needs for an UMKM.",
    "why": "The whole reckoning of one pair.",
    "rank-all": "Every open need against every UMKM, stored as suggestions.",
    "lexicon": "Look after the trade lexicon.",
    "train": "Learn from outcomes; promoted only if better on held-out time.",
    "evaluate": "Measure the ranking against judgements or outcomes.",
    "serve": "Serve the web pages and the API.",
    "worker": "Keep stored suggestions fresh in the background.",
    "backup": "Write the database to a file.",
    "restore": "Bring the database back from a file.",
    "user": "People who may sign in.",
    "key": "Keys for scripts.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is run, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="temu-mitra", prog_name="matchmaker")
@click.option("--lang", type=click.Choice(["id", "en"]), default=None, help="Language of texts (default id).")
@click.pass_context
def group(ctx: click.Context, lang: str | None) -> None:
    """Temu Mitra: partnership matchmaking between Indonesian UMKM and buyers.

    Exit status: 0 all good; 1 finished, but some rows were rejected; 2 unusable input, nothing changed.
    """
    ctx.obj = State(lang)


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run one command; whatever goes wrong becomes a sentence and exit status 2, never a traceback."""
    try:
        code = group(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except click.Abort:
        sys.exit(EXIT_UNUSABLE)
    except BrokenPipeError:
        # Whoever read our output has gone; what is still buffered must not complain at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get(f"{PREFIX}LOG_LEVEL", "").upper() == "DEBUG":
            raise
        click.echo(sentence(error, arguments), err=True)
        sys.exit(EXIT_UNUSABLE)
    sys.exit(code if isinstance(code, int) else 0)


def sentence(error: Exception, arguments: Sequence[str] | None = None) -> str:
    """What went wrong, in the language of the command."""
    from matchmaker.texts import error_text, text

    locale = _locale(list(arguments) if arguments is not None else sys.argv[1:])
    if isinstance(error, TemuMitraError):
        return error_text(error, locale)
    if isinstance(error, OSError) and error.filename is not None:
        return text("error.file_problem", locale, file=error.filename, detail=error.strerror)
    from matchmaker.db import UNAVAILABLE

    detail = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if isinstance(error, UNAVAILABLE):
        return f"{text('error.database_unavailable', locale)} ({detail})"
    return text("error.unexpected", locale, name=type(error).__name__, detail=detail)


def _locale(arguments: list[str]) -> str:
    """The language asked for, by option or setting, also where reading the settings is what failed."""
    from matchmaker.texts import locale_of

    given = "".join(arguments[arguments.index("--lang") + 1 :][:1]) if "--lang" in arguments else ""
    return locale_of(given or os.environ.get(f"{PREFIX}DEFAULT_LOCALE"))
