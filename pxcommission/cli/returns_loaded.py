"""What became of each file that was loaded, said as it happens; what is the same for many files is said once, with their number."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from pxcommission.cli.options import Options
from pxcommission.loading import LoadedFile
from pxcommission.problems import Problem, Weight, printable

MOST_SHOWN, MOST_NOTES = 40, 3
UNDATED = "no date was given, so its figures count as known from the last day they are of"


class _Said(Struct):
    """Notes said so far, with the number of files each was true of."""

    files: Counter[str] = field(default_factory=Counter)

    def first_time(self, note: str) -> bool:
        """Whether the note has not been said before; it counts as said from now on."""
        self.files[note] += 1
        return self.files[note] == 1

    def say_counts(self) -> None:
        """Print how many files each note that was true of several was true of."""
        for note, count in self.files.items():
            if count > 1:
                print(f"note, in {count:,} files: {printable(note)}")


def say_each(loaded: Iterable[LoadedFile], files: int, options: Options) -> bool:
    """Print what became of each file, then the counts; whether any was refused."""
    kept: Counter[str] = Counter()
    said = _Said()
    clear = "\r" + " " * 30 + "\r" if options.progress else ""
    for number, one in enumerate(loaded, start=1):
        kept[one.state] += 1
        if options.progress:
            print(f"\r{number} of {files} files", end="", file=sys.stderr)
        _say(one, "\r" if options.progress else "", said)
    if options.progress:
        print(clear, end="", file=sys.stderr)
    said.say_counts()
    if kept.total() > 1:
        print("; ".join(f"{count} {state}" for state, count in sorted(kept.items())))
    return kept["refused"] > 0


def say_as_json(loaded: Iterable[LoadedFile]) -> bool:
    """Print what became of every file as JSON; whether any was refused."""
    found = list(loaded)
    print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=1))
    return any(one.state == "refused" for one in found)


def _say(one: LoadedFile, clear: str, said: _Said) -> None:
    _say_problems(one, clear, said)
    reading = one.reading
    if reading is None:
        if one.state == "refused":
            print(f"{clear}{printable(one.file)}: refused; nothing of it was kept")
        return
    start, end = reading.months
    if reading.organisations:
        codes = {record.code for record in reading.organisations}
        print(f"{clear}{printable(one.file)}: {one.state}: {reading.kind}, as of {end}; {len(codes):,} codes")
        return
    statuses = Counter(o.status.value for o in reading.observations)
    counts = ", ".join(f"{count:,} {status}" for status, count in sorted(statuses.items()))
    if reading.by_group:
        counts += f", and {len(reading.by_group):,} of groups of people"
    statements = f", {len(reading.statements)} statements by the provider" if reading.statements else ""
    print(f"{clear}{printable(one.file)}: {one.state}: {reading.kind}, {start} to {end}; {counts}{statements}")
    if reading.known_from == end and not (reading.published or reading.revised or reading.received):
        option = "--published" if reading.origin == "published" else "--received"
        if said.first_time(f"{UNDATED}; give {option} to say when it came"):
            print(f"  note: no date was given, so it counts as known from {end}; give {option} to say when it came")
    for receipt in one.receipts:
        print(f"  recorded: {receipt.report} for {receipt.period.label}, received {receipt.received}")


def _say_problems(one: LoadedFile, clear: str, said: _Said) -> None:
    """Errors and warnings with their places, and the notes that no file before had."""
    graver = [problem for problem in one.problems if problem.weight is not Weight.NOTE]
    notes = [problem for problem in one.problems if problem.weight is Weight.NOTE]
    new = [note for note in notes if one.reading is None or said.first_time(_told(note))]
    shown = graver[:MOST_SHOWN] + new[:MOST_NOTES]
    for problem in shown:
        print(clear + problem.text, file=sys.stderr if problem.weight is Weight.ERROR else sys.stdout)
    left = len(graver) + len(new) - len(shown)
    if left:
        print(f"{clear}  and {left} more like these (all with --format json)")


def _told(note: Problem) -> str:
    return f"{note.message} ({note.fix})" if note.fix else note.message


def _as_json(one: LoadedFile) -> dict[str, object]:
    reading = one.reading
    statuses = Counter(o.status.value for o in reading.observations) if reading else Counter()
    return {
        "file": one.file,
        "state": one.state,
        "kind": reading.kind if reading else None,
        "reading": reading.id if reading else None,
        "from": reading.months[0].isoformat() if reading else None,
        "to": reading.months[1].isoformat() if reading else None,
        "known_from": reading.known_from.isoformat() if reading else None,
        "observations": dict(sorted(statuses.items())),
        "of_groups": len(reading.by_group) if reading else 0,
        "organisations": len({record.code for record in reading.organisations}) if reading else 0,
        "problems": [{"place": p.place, "weight": p.weight, "message": p.message, "fix": p.fix} for p in one.problems],
    }
