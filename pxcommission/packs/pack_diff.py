"""What changed between two packs: verdicts, figures, levels, proposals, and which documents read otherwise."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.packs.document_text import texts_of
from pxcommission.packs.folders import contents
from pxcommission.packs.pack_names import FINDINGS, MANIFEST
from pxcommission.problems import ExitCode, Problem, ProblemsFound

MOST_LINES = 20


class Change(Struct, frozen=True):
    """One difference: what it is about, what kind, and the words before and after (empty: not there)."""

    about: str
    kind: str
    before: str
    after: str


class PackDifference(Struct, frozen=True):
    """Everything that differs between two packs; `documents` by file, as lines taken away (-) and added (+)."""

    changes: tuple[Change, ...]
    documents: Mapping[str, tuple[str, ...]]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.documents


def pack_difference(before: Path, after: Path) -> PackDifference:
    """What changed from one pack's folder to another's; raises ProblemsFound (exit code 4) where one is no pack."""
    old, new = _read(before), _read(after)
    return PackDifference(
        tuple(_changes(json.loads(old[FINDINGS]), json.loads(new[FINDINGS]))), dict(_documents(old, new))
    )


def _read(folder: Path) -> dict[str, bytes]:
    files = contents(folder) if folder.is_dir() else {}
    if FINDINGS not in files or MANIFEST not in files:
        message = "this is no pack: it holds no findings.json and manifest.json"
        fix = "name a folder such as packs/2025-26-Q2/EXAMPLE-ACUTE"
        raise ProblemsFound([Problem(str(folder), message, fix)], ExitCode.RETURNS_WRONG)
    return files


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old["period"] != new["period"]:
        yield Change("both packs", "period", str(old["period"]), str(new["period"]))
    before, after = ({_unit(one): one for one in document["findings"]} for document in (old, new))
    for unit in sorted({*before, *after}):
        was, now = before.get(unit), after.get(unit)
        if was is None or now is None:
            yield Change(unit, "finding", _verdict(was), _verdict(now))
            continue
        for kind, tell in (("verdict", _verdict), ("figure", _figure), ("level", _level), ("standing", _standing)):
            if tell(was) != tell(now):
                yield Change(unit, kind, tell(was), tell(now))
    steps = [{one["case"]: one["stage"] for one in document["proposals"]} for document in (old, new)]
    for case in sorted({*steps[0], *steps[1]}):
        if steps[0].get(case) != steps[1].get(case):
            yield Change(case, "proposed step", steps[0].get(case, ""), steps[1].get(case, ""))


def _unit(finding: Mapping[str, Any]) -> str:
    """The finding's id without its quarter, month kept: packs of two quarters compare like with like."""
    return str(finding["id"]).partition("/")[2]


def _verdict(finding: Mapping[str, Any] | None) -> str:
    if finding is None:
        return ""
    outcome = "not met" if finding["outcome"] == "breach" else str(finding["outcome"])
    return f"{outcome} ({finding['reason']})" if finding["reason"] else outcome


def _figure(finding: Mapping[str, Any]) -> str:
    if finding["numerator"] is None:
        return "no figure"
    counts = f"{finding['numerator']:,}"
    return counts if finding["denominator"] is None else f"{counts} of {finding['denominator']:,}"


def _level(finding: Mapping[str, Any]) -> str:
    return str(finding["threshold"] or "none")


def _standing(finding: Mapping[str, Any]) -> str:
    return "final" if finding["final"] else "provisional"


def _documents(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in sorted({*old, *new} - {FINDINGS, MANIFEST}):
        if old.get(name) == new.get(name):
            continue
        if name not in old or name not in new:
            yield name, ("- the file is gone" if name in old else "+ the file is new",)
            continue
        before, after = ([one.text for one in texts_of(name, files[name])] for files in (old, new))
        lines = [
            line for line in difflib.unified_diff(before, after, lineterm="", n=0) if line[:3] not in ("---", "+++")
        ]
        told = [f"{line[0]} {line[1:]}" for line in lines if line[:2] != "@@"]
        more = [f"… and {len(told) - MOST_LINES} more lines"] if len(told) > MOST_LINES else []
        yield name, (*told[:MOST_LINES], *more) if told else ("its bytes differ, not its words",)
