"""Packs: for each contract (or provider) a folder with its letter or questions, workbook, findings and manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pxcommission import __version__
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.beside import NOTHING_BESIDE, Beside
from pxcommission.packs.board_document import board_document_of
from pxcommission.packs.board_page import board_bytes
from pxcommission.packs.findings_json import findings_document, json_bytes, run_of
from pxcommission.packs.folders import (
    Placed,
    contents,
    environment_problems,
    one_writer,
    place_folder,
    refuse_link,
    sweep,
)
from pxcommission.packs.letter import letter_of, questions_of
from pxcommission.packs.letter_charts import pictures_of
from pxcommission.packs.meeting_paper import meeting_paper_of
from pxcommission.packs.pack_check import faults_of
from pxcommission.packs.pack_names import FINDINGS, MANIFEST, WORKBOOK
from pxcommission.packs.provider_workbook import provider_workbook
from pxcommission.packs.rendering import Templates, read_templates, rendered
from pxcommission.packs.report import report_bytes
from pxcommission.packs.response import response_form_of
from pxcommission.packs.workbook import workbook_bytes
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.strict_models import IDENTIFIER, ODS_CODE, WINDOWS_NAMES


@dataclass(frozen=True)
class PackWritten:
    """A pack in its place: the folder, its files, what became of it, and where an older, hand-edited one was kept."""

    folder: Path
    contracts: tuple[str, ...]
    files: tuple[str, ...]
    placed: Placed
    kept: Path | None = None


def write_packs(
    checked: Sequence[CheckedContract],
    out: Path,
    letters: Path,
    *,
    together: bool,
    beside: Mapping[str, Beside] | None = None,
) -> list[PackWritten]:
    """Write `<out>/<period>/<contract>` (or `<provider>`) for each; everything is made before anything is written.

    `beside` by contract: what may be quoted and which actions are registered (see `beside_of`).

    The same content is left alone. An older pack is replaced; one that a person has edited since is kept beside the new
    one under a name ending in `-edited-` and a number. Raises ProblemsFound (templates: 3; disk and rights: 5).
    """
    templates = read_templates(letters)
    groups = _groups(checked, together)
    made = {place: pack_files(group, templates, beside) for place, group in groups.items()}
    _refuse_faults(groups, made)
    with environment_problems(out):
        refuse_link(out)
        out.mkdir(parents=True, exist_ok=True)
        with one_writer(out):
            return [_place(out, place, groups[place], files) for place, files in made.items()]


def pack_files(
    checked: Sequence[CheckedContract], templates: Templates, beside: Mapping[str, Beside] | None = None
) -> dict[str, bytes]:
    """The files of one pack by name, the manifest last."""
    files: dict[str, bytes] = {}
    for one in checked:
        own = (beside or {}).get(one.contract.contract, NOTHING_BESIDE)
        files |= _documents(one, templates, own) | _papers(one, templates, own) | _pages(one)
    files[WORKBOOK] = workbook_bytes(checked)
    files[FINDINGS] = json_bytes(findings_document(checked))
    files[MANIFEST] = json_bytes(manifest(checked, files, templates))
    return files


def _refuse_faults(
    groups: Mapping[tuple[str, str], Sequence[CheckedContract]], made: Mapping[tuple[str, str], Mapping[str, bytes]]
) -> None:
    """Nothing, or ProblemsFound with everything that the pack check finds: no pack is written then."""
    faults = [(place[1], fault) for place, files in made.items() for fault in faults_of(groups[place], files)]
    if faults:
        fix = "mend the template under rules/letters if it says this; otherwise report it. No pack was written"
        problems = [Problem(f"{name}/{fault.file}", f"{fault.place}: {fault.message}", fix) for name, fault in faults]
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)


def manifest(checked: Sequence[CheckedContract], files: Mapping[str, bytes], templates: Templates) -> dict[str, Any]:
    """What the pack was made from and with, and the SHA-256 of each of its files."""
    used = {s.file: s for one in checked for s in one.sources}
    rules = {f.rule.file for one in checked for f in one.findings}
    rules |= {f.threshold.place.file for one in checked for f in one.findings if f.threshold}
    rules |= {one.contract_file for one in checked}
    first = checked[0]
    return {
        "program": {"name": "pxcommission", "version": __version__},
        "state": "draft",
        "period": first.period.label,
        "as_at": first.as_at.isoformat(),
        "engine": first.engine,
        "run": run_of(checked),
        **({"register": _register(first.register)} if first.register else {}),
        "contracts": [one.contract.contract for one in checked],
        "inputs": [
            {
                "file": s.file,
                "sha256": s.sha256,
                "kind": s.kind,
                "reader": s.reader,
                "origin": s.origin,
                "published": s.published.isoformat() if s.published else None,
                "received": s.received.isoformat() if s.received else None,
            }
            for _, s in sorted(used.items())
        ],
        "rule_files": sorted(rules),
        "templates": {t.name: _sha256(t.package) for t in templates.every},
        "files": {name: {"sha256": _sha256(data), "bytes": len(data)} for name, data in sorted(files.items())},
    }


def _register(head: str) -> dict[str, Any]:
    """The head of the case register that the pack was made with: so it is kept outside the register too."""
    events, _, digest = head.partition(":")
    return {"events": int(events), "head": digest}


def _documents(one: CheckedContract, templates: Templates, beside: Beside) -> dict[str, bytes]:
    name, period = one.contract.contract, one.period.label
    letter, page = letter_of(one, beside.quotations), questions_of(one)
    if letter is not None:
        title = f"Draft letter: patient experience requirements, {name}, {period}"
        document = rendered(templates.challenge, letter, title, one.as_at, one.register, pictures_of(one))
        return {
            f"letter-{name}.docx": document,
            f"response-form-{name}.xlsx": response_form_of(one, letter),
            f"provider-data-{name}.xlsx": provider_workbook(one, letter.reply_by),
        }
    if page is not None:
        title = f"Draft questions for the meeting: patient experience, {name}, {period}"
        document = rendered(templates.questions, page, title, one.as_at, one.register)
        return {f"questions-{name}.docx": document, f"provider-data-{name}.xlsx": provider_workbook(one, "")}
    return {}


def _papers(one: CheckedContract, templates: Templates, beside: Beside) -> dict[str, bytes]:
    """The paper of the meeting of both parties, where there is something to speak about, and the board's page."""
    name, period, letter = one.contract.contract, one.period.label, letter_of(one)
    paper, files = meeting_paper_of(one, beside.improvements, letter.reply_by if letter else ""), {}
    if paper is not None:
        title = f"Draft paper for the review meeting: patient experience, {name}, {period}"
        files[f"meeting-paper-{name}.docx"] = rendered(templates.meeting_paper, paper, title, one.as_at, one.register)
    page = board_document_of(one)
    files[f"board-{name}.docx"] = rendered(templates.board, page, f"Draft: {page.title}", one.as_at)
    return files


def _pages(one: CheckedContract) -> dict[str, bytes]:
    name = one.contract.contract
    return {f"report-{name}.html": report_bytes(one), f"board-{name}.html": board_bytes(one)}


def _groups(checked: Iterable[CheckedContract], together: bool) -> dict[tuple[str, str], list[CheckedContract]]:
    """The checked contracts by period and folder name; names are ids of the contract file, checked again here."""
    groups: dict[tuple[str, str], list[CheckedContract]] = {}
    for one in checked:
        name = one.contract.provider.ods if together else one.contract.contract
        shape = ODS_CODE if together else IDENTIFIER
        if not shape.fullmatch(name) or name.split("-")[0] in WINDOWS_NAMES:
            message, how = f"'{name[:40]}' can't be a folder name", "use capital letters, digits and hyphens"
            raise ProblemsFound([Problem(one.contract_file, message, how)], ExitCode.RULES_WRONG)
        group = groups.setdefault((one.period.key, name), [])
        if any(other.contract.contract == one.contract.contract for other in group):
            message = f"the contract {one.contract.contract} was checked twice"
            raise ProblemsFound(
                [Problem(one.contract_file, message, "give each contract its own id")], ExitCode.RULES_WRONG
            )
        group.append(one)
    return groups


def _place(out: Path, place: tuple[str, str], group: list[CheckedContract], files: dict[str, bytes]) -> PackWritten:
    parent, name = out / place[0], place[1]
    refuse_link(parent)
    parent.mkdir(exist_ok=True)
    sweep(parent)
    refuse_link(parent / name)
    keep_as = _kept_name(parent / name, files) if (parent / name).is_dir() else ""
    placed = place_folder(parent, name, files, keep_as=keep_as)
    kept = parent / keep_as if keep_as and placed is Placed.REPLACED else None
    return PackWritten(parent / name, tuple(one.contract.contract for one in group), tuple(files), placed, kept)


def _kept_name(folder: Path, files: Mapping[str, bytes]) -> str:
    """The name to keep an older pack under when a person edited it since it was made; empty when nobody did."""
    held = contents(folder)
    if held == dict(files):
        return ""
    try:
        stated = json.loads(held.get(MANIFEST, b"{}")).get("files", {})
    except (ValueError, AttributeError):
        stated = {}
    own = {name: data for name, data in held.items() if name != MANIFEST and not name.startswith(("~$", "."))}
    untouched = stated and {name: _sha256(data) for name, data in own.items()} == {n: about.get("sha256") for n, about in stated.items()}  # fmt: skip
    if untouched:
        return ""
    digest = _sha256(b"".join(name.encode() + b"\0" + held[name] for name in sorted(held)))[:8]
    return f"{folder.name}-edited-{digest}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
