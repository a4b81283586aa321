"""The pack a letter came from: found by the run in the letter's reference, its findings as they were when it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.inference.cases import Proposal
from pxcommission.packs.pack_names import FINDINGS, MANIFEST
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.ladders import Ladder

JUDGED_BY = ("outcome", "numerator", "denominator", "threshold", "short_by", "final")


class PackMade(Struct, frozen=True):
    """A pack in its folder, with its findings by id and its proposals as they were written."""

    folder: Path
    run: str
    findings: Mapping[str, Mapping[str, Any]]
    proposals: tuple[Mapping[str, Any], ...]


def pack_of(packs: Path, contract: str, period: str, run: str) -> PackMade | None:
    """The pack of that run for a contract and period; None where it is no longer there.

    Raises ProblemsFound (exit code 6) when its findings are not those its manifest names.
    """
    for folder in _folders(packs, period):
        document = _read(folder / FINDINGS)
        if document is None or document.get("run") != run:
            continue
        if not any(one.get("contract") == contract for one in document.get("findings", [])):
            continue
        _refuse_changed(folder)
        findings = {one["id"]: one for one in document["findings"] if one["contract"] == contract}
        proposals = tuple(one for one in document["proposals"] if one["contract"] == contract)
        return PackMade(folder, run, findings, proposals)
    return None


def proposals_of(pack: PackMade, ladder_of: Callable[[str], Ladder], period: Period) -> tuple[Proposal, ...]:
    """What the pack proposed, as it was written."""

    def at_once(case: str, rule_id: str) -> bool:
        return any(rule.at_once for rule in ladder_of(case).rules if rule.id == rule_id)

    return tuple(
        Proposal(
            one["case"], one["contract"], one["requirement"], one["service"], one["aspect"], period,
            tuple(one["units"]), one["stage"], one["ladder_rule"], tuple(one["because"]), at_once(one["case"], one["ladder_rule"]),
        )
        for one in pack.proposals
    )  # fmt: skip


def changed_since(pack: PackMade, now: Mapping[str, Mapping[str, Any]], cited: Iterator[str]) -> Iterator[Problem]:
    """The cited findings that another check now judges by other figures, levels or sources."""
    fix = f"the pack of run {pack.run} is out of date: run pxcommission pack again, and send the letter it writes"
    for name in cited:
        before, after = pack.findings.get(name), now.get(name)
        if before is None:
            continue
        if after is None:
            yield Problem(name, "this finding is no longer there", fix)
            continue
        changed = [key for key in JUDGED_BY if before.get(key) != after.get(key)]
        if changed:
            said = "; ".join(f"{key} was {_shown(before.get(key))}, is {_shown(after.get(key))}" for key in changed)
            yield Problem(name, f"the evidence or the level changed since the letter was made: {said}", fix)


def _folders(packs: Path, period: str) -> Iterator[Path]:
    """The folder itself where it is a pack, or the packs of the period below it."""
    if (packs / FINDINGS).is_file():
        yield packs
    if (packs / period).is_dir():
        yield from sorted(folder for folder in (packs / period).iterdir() if (folder / FINDINGS).is_file())


def _read(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def _refuse_changed(folder: Path) -> None:
    stated = (_read(folder / MANIFEST) or {}).get("files", {}).get(FINDINGS, {}).get("sha256")
    if stated != hashlib.sha256((folder / FINDINGS).read_bytes()).hexdigest():
        message = "findings.json is not the one that this pack's manifest names; somebody changed it"
        problem = Problem(f"{folder.name}/{FINDINGS}", message, "run pxcommission pack again")
        raise ProblemsFound([problem], ExitCode.REFUSED)


def _shown(value: object) -> str:
    match value:
        case None:
            return "absent"
        case True:
            return "yes"
        case False:
            return "no"
        case int():
            return f"{value:,}"
    return str(value)
