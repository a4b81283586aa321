"""`pxcommission audit`: whether the case register is as it was written, its head, and handing it over."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.cases.audit import Head
    from pxcommission.cases.register import Register
    from pxcommission.listening.chain_verified import LogVerified

app = typer.Typer(help="Check the case register's chain of hashes; hand the register over.", no_args_is_help=True)
NOT_SEEN = (
    "Not seen by this: events removed from the end, or everything written anew. Only a head kept elsewhere shows that\n"
    "(from a letter's footer, a pack's manifest or an export): pxcommission audit verify --head N:HASH"
)


def register_to_read(options: Options) -> Register:
    """The workspace's register, or an empty one where nothing was ever recorded; nothing is made."""
    from pxcommission.cases.register import open_register

    return open_register(options.workspace, os.environ.get("PXCOMMISSION_DATABASE_URL"), create=False)


@app.command("verify")
def verify(
    context: typer.Context,
    head: Annotated[str | None, typer.Option(metavar="N:HASH", help="A head kept elsewhere.")] = None,
    head_file: Annotated[Path | None, typer.Option(metavar="FILE", help="A file that holds such a head.")] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Check an export instead of the register.")
    ] = None,
) -> None:
    """Whether every event is as it was recorded; exit 7 when the chain is broken, with each place. Formats: text, json.

    The log of the listening registers is checked too: its chain, what its lines refer to, and the texts kept apart; and so is
    that of the self-assessments.

    \b
    Examples:
      pxcommission audit verify
      pxcommission audit verify --head-file heads/2025-10.txt
      pxcommission audit verify --file register-2025.jsonl
    """
    from pxcommission.cases.audit import head_of_rows, verify, verify_export
    from pxcommission.diagnostics.verified import verify_diagnostics
    from pxcommission.listening.verified import verify_log

    options = options_of(context)
    only_formats(options, "text", "json")
    kept = _kept(head, head_file)
    if file is None:
        register = register_to_read(options)
        rows: Sequence[Mapping[str, Any]] = register.rows()
        where = register.address
        logs = {"listening": verify_log(options.workspace), "diagnostics": verify_diagnostics(options.workspace)}
        in_logs = (problem for one in logs.values() for problem in one.problems)
        problems = [*verify(rows, kept, register.address), *in_logs]
    else:
        where, logs = file.as_posix(), {}
        rows, problems = verify_export(_text_of(file), kept, where)
    if problems:
        raise ProblemsFound(problems, ExitCode.AUDIT_BROKEN)
    _say_whole(options, where, head_of_rows(rows), kept, {name: one for name, one in logs.items() if one.lines})


@app.command("head")
def show_head(context: typer.Context) -> None:
    """The number of events and the hash of the last one, N:HASH, to be kept elsewhere. Formats: text, json.

    \b
    Example: pxcommission audit head > heads/2025-10.txt
    """
    from pxcommission.cases.audit import head_text

    options = options_of(context)
    only_formats(options, "text", "json")
    n, head = register_to_read(options).head()
    if options.format == "json":
        print(json.dumps({"events": n, "head": head_text((n, head))}))
    else:
        print(head_text((n, head)))


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file: .jsonl (can be verified) or .csv.")],
) -> None:
    """Hand the whole register over: every event with its hashes, and the head. Exit 7 when its chain is broken.

    \b
    Examples:
      pxcommission audit export register-2025.jsonl
      pxcommission audit export register-2025.csv
    """
    from pxcommission.cases.audit import exported, head_of_rows, head_text, verify
    from pxcommission.cases.events import COLUMNS
    from pxcommission.cli.tables import rows_csv

    options = options_of(context)
    only_formats(options, "text", "json")
    if file.suffix not in (".jsonl", ".csv"):
        usage(f"{file}: an export is written as .jsonl or .csv")
    if file.exists():
        usage(f"{file}: it exists already, and an export is never written over; choose another name")
    register = register_to_read(options)
    rows = register.rows()
    as_jsonl = file.suffix == ".jsonl"
    _write(file, "".join(exported(rows)) if as_jsonl else rows_csv(COLUMNS, [list(row.values()) for row in rows]))
    head = head_text(head_of_rows(rows))
    if options.format == "json":
        print(json.dumps({"file": file.as_posix(), "events": len(rows), "head": head}))
    else:
        print(f"{file.as_posix()}: {_events(len(rows))}, head {head}")
        if as_jsonl:
            print(f"Whoever has it can check it: pxcommission audit verify --file {file.as_posix()}")
    problems = verify(rows, None, register.address)
    if problems:
        raise ProblemsFound(problems, ExitCode.AUDIT_BROKEN)


def _kept(head: str | None, file: Path | None) -> Head | None:
    """The head given on the command line or in a file; stops with exit code 2 when it is none."""
    from pxcommission.cases.audit import read_head

    if head is not None and file is not None:
        usage("give --head or --head-file, not both")
    text = head if file is None else _text_of(file)
    if text is None:
        return None
    kept = read_head(text)
    if kept is None:
        usage(f"{file or '--head'}: this is no head; write N:HASH as `pxcommission audit head` prints it")
    return kept


def _say_whole(options: Options, where: str, head: Head, kept: Head | None, logs: Mapping[str, LogVerified]) -> None:
    from pxcommission.cases.audit import head_text

    if options.format == "json":
        shown = {"register": where, "events": head[0], "whole": True, "head": head_text(head)}
        of_logs = {
            name: {"lines": one.lines, "whole": True, "head": f"{one.lines}:{one.head}"} for name, one in logs.items()
        }
        document = {
            **shown,
            "kept_head": head_text(kept) if kept else None,
            "listening": None,
            "diagnostics": None,
            **of_logs,
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    for name, one in logs.items():
        lines = "1 line" if one.lines == 1 else f"{one.lines:,} lines"
        whole = "the chain and the texts kept apart are whole" if name == "listening" else "the chain is whole"
        print(f".pxcommission/{name}: {lines}, {whole}")
        print(f"head {one.lines}:{one.head} (a change in its last line shows against a head kept elsewhere alone)")
    if head[0] == 0 and kept is None:
        print("no event of a case is recorded yet" if logs else "nothing is recorded yet")
        return
    print(f"{where}: {_events(head[0])}, the chain is whole")
    print(f"head {head_text(head)}")
    if kept is None:
        print(NOT_SEEN)
    elif kept == head:
        print("It is the head that was kept: nothing was changed, removed or added since.")
    else:
        print(
            f"Event {kept[0]:,} still has the head that was kept; for the {head[0] - kept[0]:,} after it a newer head is needed."
        )


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _text_of(file: Path) -> str:
    """A file's text; what is no text is read as characters that no export or head holds."""
    return file.read_bytes().decode("utf-8", errors="replace")


def _write(file: Path, text: str) -> None:
    """Write it whole or not at all."""
    beside = file.with_name(f".{file.name}.tmp-{os.getpid()}")
    try:
        beside.write_bytes(text.encode())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
