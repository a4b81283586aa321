"""Changes of the files people edit: rehearse one, show it, write it whole or not at all, and take the last one back.

Each change written is kept in `.pxcommission/changes/NNNN/`: `change.json` (what, by whom, on which day, which files) and the
bytes of every file before and after. The record is whole before the first file is touched, so a change cut short can be undone.
"""

from __future__ import annotations

import difflib
import json
import re
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.authoring.linting import every_problem
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, printable
from pxcommission.whole_files import HeldByAnother, flush_folder, held_alone, put_in_place, write_whole, written_beside

CHANGES = Path(".pxcommission") / "changes"
_LOCK = Path(".pxcommission") / "changes.lock"
_RECORD, _BUILDING = "change.json", ".tmp-"
_LINE_NUMBER = re.compile(r"(?<=\bline )[0-9]+|(?<=\.yaml:)[0-9]+")


class FileChange(Struct, frozen=True):
    """One file, by its path in the workspace, with its bytes before and after; None where it does not exist."""

    file: str
    before: bytes | None
    after: bytes | None


class Change(Struct, frozen=True):
    """A change as recorded: its number, what it was, by whom, on which day, and its files."""

    number: int
    what: str
    by: str
    on: date
    files: tuple[FileChange, ...]


def file_change(folder: Path, file: str, after: bytes | None) -> FileChange:
    """The change of a file of the workspace from what it holds now."""
    path = folder / file
    return FileChange(file, path.read_bytes() if path.is_file() else None, after)


def difference_text(changes: Iterable[FileChange]) -> str:
    """The change as a unified diff; tables and pictures are only named."""
    return "".join(line for change in changes for line in _difference(change))


def _difference(change: FileChange) -> Iterator[str]:
    old, new = _lines(change.before), _lines(change.after)
    if old is None or new is None:
        yield f"{change.file}: changed (not a text)\n"
        return
    from_name = "/dev/null" if change.before is None else f"a/{change.file}"
    to_name = "/dev/null" if change.after is None else f"b/{change.file}"
    if not new and not old and change.before is None:
        yield f"{change.file}: new, empty\n"
    for line in difflib.unified_diff(old, new, from_name, to_name, n=2):
        text = line.rstrip("\r\n")
        yield f"{text}\n" if line.endswith("\n") else f"{text}\n\\ No newline at end of file\n"


def _lines(data: bytes | None) -> list[str] | None:
    try:
        text = (data or b"").decode("utf-8")
    except UnicodeDecodeError:
        return None
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.split("\n")[-1]) else [])


def problems_after(folder: Path, changes: Iterable[FileChange], notes: Collection[str] = ()) -> tuple[Problem, ...]:
    """What would be wrong after the changes and is not wrong now: errors and warnings, wherever in the file they move to.

    Notes are left out but for those of the codes in `notes`.
    """
    known = Counter(map(_without_place, every_problem(folder)[1]))
    with rehearsed(folder, changes) as rehearsal:
        found = every_problem(rehearsal)[1]
    new = []
    for problem in found:
        known[_without_place(problem)] -= 1
        if known[_without_place(problem)] < 0 and (problem.weight is not Weight.NOTE or problem.code in notes):
            new.append(problem)
    return tuple(new)


@contextmanager
def rehearsed(folder: Path, changes: Iterable[FileChange]) -> Iterator[Path]:
    """A temporary copy of the workspace without its returns, with the changes made; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pxcommission-") as temporary:
        copy = Path(temporary)
        for path in _rehearsed_files(folder):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for change in changes:
            target = copy / change.file
            if change.after is None:
                target.unlink(missing_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(change.after)
        yield copy


def _rehearsed_files(folder: Path) -> Iterator[Path]:
    """`workspace.yaml`, everything under `rules/`, and the YAML files of the contracts: no returns, no publications."""
    if (folder / "workspace.yaml").is_file():
        yield folder / "workspace.yaml"
    yield from (p for p in (folder / "rules").rglob("*") if p.is_file())
    yield from (p for p in (folder / "contracts").glob("*/*") if p.suffix.lower() in (".yaml", ".yml") and p.is_file())


def _without_place(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.code, _LINE_NUMBER.sub("", problem.message)


def write_changes(folder: Path, changes: Sequence[FileChange], what: str, by: str, on: date) -> Change:
    """The change, recorded and written: each file is replaced in one step.

    Raises ProblemsFound (exit code 6) before anything is written where a file is no longer what the change was made from,
    or while another change is being written.
    """
    with _one_writer(folder, by):
        _refuse_if_changed(
            folder, [(change.file, change.before) for change in changes], "the file was changed in the meantime"
        )
        numbers = [int(path.name[:4]) for path in (folder / CHANGES).glob("[0-9][0-9][0-9][0-9]*")]
        change = Change(max(numbers, default=0) + 1, what, by, on, tuple(changes))
        try:
            _record(folder, change)
        except OSError as wrong:
            raise _not_writable(CHANGES.as_posix(), "nothing was written", wrong) from None
        failed = _write_all(folder, change.files, "nothing was written")
        if failed is not None:
            shutil.rmtree(_folder(folder, change.number))
            raise failed
    return change


def _write_all(folder: Path, files: Sequence[FileChange], nothing: str) -> ProblemsFound | None:
    """Every file replaced, or none: all are written beside their places first, and what was renamed is put back on a failure.

    What comes back says that `nothing` was done and which file could not be. Raises ProblemsFound where putting back fails.
    """
    beside: dict[str, Path] = {}
    placed: list[FileChange] = []
    failing = ""
    try:
        for one in files:
            failing = one.file
            if one.after is not None:
                beside[one.file] = written_beside(folder / one.file, one.after)
        for one in files:
            failing = one.file
            if one.file in beside:
                put_in_place(beside[one.file], folder / one.file)
            else:
                _write(folder / one.file, None)
            placed.append(one)
    except OSError as wrong:
        for left in beside.values():
            left.unlink(missing_ok=True)
        for one in reversed(placed):
            _put_back(folder, one)
        for one in files:
            _remove_empty_folders(folder / one.file)
        return _not_writable(failing, nothing, wrong)
    return None


def _put_back(folder: Path, placed: FileChange) -> None:
    try:
        _write(folder / placed.file, placed.before)
    except OSError as wrong:
        message = f"a part of the change was written, and could not be put back here ({wrong.strerror})"
        fix = f"what it held before is kept under {CHANGES.as_posix()}; `pxcommission rules undo` tries again"
        raise ProblemsFound([Problem(placed.file, message, fix)], ExitCode.ENVIRONMENT) from None


def _not_writable(file: str, nothing: str, wrong: OSError) -> ProblemsFound:
    message = f"{nothing}: this file can't be changed ({wrong.strerror})"
    fix = "see that you may write it and its folder, and that no other program holds it; then run the command again"
    return ProblemsFound([Problem(file, message, fix)], ExitCode.ENVIRONMENT)


@contextmanager
def _one_writer(folder: Path, by: str) -> Iterator[None]:
    """Keep others from writing changes meanwhile; what a writer that was killed left half built is swept first."""
    try:
        held = held_alone(folder / _LOCK, by)
    except HeldByAnother as busy:
        whose = f" by {printable(busy.owner)}" if busy.owner else ""
        message = f"another change is being written here at this moment{whose}"
        raise _refused(_LOCK.as_posix(), message, "wait a moment, and run the command again") from None
    with held:
        for left in (folder / CHANGES).glob(f"{_BUILDING}*"):
            shutil.rmtree(left)
        yield


def last_change(folder: Path) -> Change | None:
    """The last change made that was not undone."""
    recorded = _recorded(folder)
    return _read(*recorded[-1]) if recorded else None


def undone(change: Change) -> tuple[FileChange, ...]:
    """What taking a change back does to its files."""
    return tuple(FileChange(one.file, one.after, one.before) for one in reversed(change.files))


def undo_last(folder: Path) -> Change:
    """The last change, taken back: every file of it is as it was before.

    Raises ProblemsFound (exit code 6) where there is none, where a file of it was changed since, or while another change is
    being written.
    """
    with _one_writer(folder, ""):
        return _undo_last(folder)


def _undo_last(folder: Path) -> Change:
    change = last_change(folder)
    if change is None:
        raise _refused(
            CHANGES.as_posix(), "there is no change to undo", "only changes made by these commands can be undone"
        )
    untouched = [one for one in change.files if _bytes(folder / one.file) == one.before]
    rest = [(one.file, one.after) for one in change.files if one not in untouched]
    _refuse_if_changed(folder, rest, "the file was changed since, so its change can't be undone")
    failed = _write_all(folder, undone(change), "nothing was taken back")
    if failed is not None:
        raise failed
    kept = _folder(folder, change.number)
    kept.replace(kept.with_name(f"{kept.name}-undone"))
    return change


def _refuse_if_changed(folder: Path, expected: Iterable[tuple[str, bytes | None]], message: str) -> None:
    problems = [
        Problem(file, message, "look at it, and run the command again")
        for file, data in expected
        if _bytes(folder / file) != data
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)


def _refused(file: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(file, message, fix)], ExitCode.REFUSED)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _folder(folder: Path, number: int) -> Path:
    return folder / CHANGES / f"{number:04d}"


def _recorded(folder: Path) -> list[tuple[int, Path]]:
    found = (p for p in (folder / CHANGES).glob("[0-9]*") if p.name.isdigit() and (p / _RECORD).is_file())
    return sorted((int(p.name), p) for p in found)


def _record(folder: Path, change: Change) -> None:
    """Kept under its number, whole or not at all."""
    kept = _folder(folder, change.number)
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.parent / f"{_BUILDING}{secrets.token_hex(6)}"
    beside.mkdir()
    listed = []
    for number, one in enumerate(change.files):
        listed.append({"file": one.file, "before": one.before is not None, "after": one.after is not None})
        for side, data in (("before", one.before), ("after", one.after)):
            if data is not None:
                _write(beside / f"{number}.{side}", data)
    facts = {"what": change.what, "by": change.by, "on": change.on.isoformat(), "files": listed}
    _write(beside / _RECORD, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    beside.replace(kept)
    flush_folder(kept.parent)


def _read(number: int, kept: Path) -> Change:
    try:
        facts = json.loads((kept / _RECORD).read_text("utf-8"))
        files = tuple(
            FileChange(one["file"], *(_kept(kept, at, side) if one[side] else None for side in ("before", "after")))
            for at, one in enumerate(facts["files"])
        )
        if any(Path(one.file).is_absolute() or ".." in Path(one.file).parts for one in files):
            raise ValueError
        return Change(number, facts["what"], facts["by"], date.fromisoformat(facts["on"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        shown = (CHANGES / kept.name / _RECORD).as_posix()
        raise _refused(shown, "the record of this change is damaged", "undo it by hand") from None


def _kept(kept: Path, at: int, side: str) -> bytes:
    return (kept / f"{at}.{side}").read_bytes()


def _write(path: Path, data: bytes | None) -> None:
    """The file replaced in one step, or removed: old or new, never half."""
    if data is None:
        path.unlink(missing_ok=True)
        _remove_empty_folders(path)
        return
    write_whole(path, data)


def _remove_empty_folders(path: Path) -> None:
    """The folders right above a file, gone where they hold nothing."""
    for parent in list(path.parents)[:2]:
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
