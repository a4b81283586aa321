"""Packs: for each contract (or provider) a folder with its letter or questions, workbook, findings and manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pxcommission import __version__
from pxcommission.cases.many_objects import without_collecting
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.beside import NOTHING_BESIDE, Beside
from pxcommission.packs.board_document import board_document_of
from pxcommission.packs.board_page import board_bytes
from pxcommission.packs.findings_json import findings_document, json_bytes, run_of
from pxcommission.packs.letter import letter_of, questions_of
from pxcommission.packs.letter_charts import pictures_of
from pxcommission.packs.letter_model import Letter
from pxcommission.packs.meeting_paper import meeting_paper_of
from pxcommission.packs.pack_check import faults_of
from pxcommission.packs.pack_names import FINDINGS, MANIFEST, WORKBOOK
from pxcommission.packs.provider_workbook import provider_workbook
from pxcommission.packs.rendering import Templates, read_templates, rendered
from pxcommission.packs.report import report_bytes
from pxcommission.packs.response import response_form_of
from pxcommission.packs.staged import PackWritten, StagedPack, places_for, put_packs, staged
from pxcommission.packs.workbook import workbook_bytes
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.contracts import Contract
from pxcommission.strict_models import IDENTIFIER, ODS_CODE, WINDOWS_NAMES


def write_packs(
    checked: Sequence[CheckedContract],
    out: Path,
    letters: Path,
    *,
    together: bool,
    beside: Mapping[str, Beside] | None = None,
    said: Callable[[str], None] | None = None,
) -> list[PackWritten]:
    """Write `<out>/<period>/<contract>` (or `<provider>`) for each; every pack is made whole before any is put in its place.

    `beside` by contract: what may be quoted and which actions are registered (see `beside_of`). `said` hears the name of
    each pack that is made.

    The same content is left alone. An older pack is replaced; one that a person has edited since is kept beside the new
    one under a name ending in `-edited-` and a number. Raises ProblemsFound (templates: 3; disk and rights: 5).
    """
    templates = read_templates(letters)
    groups = _groups(checked, together)
    with places_for(out, groups):
        staged = []
        for place, group in groups.items():
            staged.append(stage_pack(group, out, place, templates, beside))
            if said is not None:
                said(place[1])
        return put_packs(out, staged)


def stage_pack(
    checked: Sequence[CheckedContract],
    out: Path,
    place: tuple[str, str],
    templates: Templates,
    beside: Mapping[str, Beside] | None = None,
) -> StagedPack:
    """A pack made and checked, its folder built beside the place (period, name) it is to have."""
    with without_collecting():
        files = pack_files(checked, templates, beside)
        faults = faults_of(checked, files)
    fix = "mend the template under rules/letters if it says this; otherwise report it. No pack was written"
    problems = [Problem(f"{place[1]}/{fault.file}", f"{fault.place}: {fault.message}", fix) for fault in faults]
    contracts = tuple(one.contract.contract for one in checked)
    return staged(out, place, contracts, files, run_of(checked) or "", problems)


def pack_files(
    checked: Sequence[CheckedContract], templates: Templates, beside: Mapping[str, Beside] | None = None
) -> dict[str, bytes]:
    """The files of one pack by name, the manifest last."""
    files: dict[str, bytes] = {}
    for one in checked:
        own = (beside or {}).get(one.contract.contract, NOTHING_BESIDE)
        letter = letter_of(one, own.quotations)
        files |= _documents(one, letter, templates) | _papers(one, letter, templates, own) | _pages(one)
    files[WORKBOOK] = workbook_bytes(checked)
    files[FINDINGS] = json_bytes(findings_document(checked))
    files[MANIFEST] = json_bytes(manifest(checked, files, templates))
    return files


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


def _documents(one: CheckedContract, letter: Letter | None, templates: Templates) -> dict[str, bytes]:
    name, period = one.contract.contract, one.period.label
    page = questions_of(one)
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


def _papers(one: CheckedContract, letter: Letter | None, templates: Templates, beside: Beside) -> dict[str, bytes]:
    """The paper of the meeting of both parties, where there is something to speak about, and the board's page."""
    name, period = one.contract.contract, one.period.label
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
    """The checked contracts by period and folder name."""
    groups: dict[tuple[str, str], list[CheckedContract]] = {}
    for one in checked:
        group = groups.setdefault((one.period.key, folder_name(one.contract, one.contract_file, together)), [])
        if any(other.contract.contract == one.contract.contract for other in group):
            message = f"the contract {one.contract.contract} was checked twice"
            raise ProblemsFound(
                [Problem(one.contract_file, message, "give each contract its own id")], ExitCode.RULES_WRONG
            )
        group.append(one)
    return groups


def folder_name(contract: Contract, file: str, together: bool) -> str:
    """The name of a contract's pack: its id, or its provider's code; ids of the contract file, checked again here."""
    name = contract.provider.ods if together else contract.contract
    shape = ODS_CODE if together else IDENTIFIER
    if not shape.fullmatch(name) or name.split("-")[0] in WINDOWS_NAMES:
        message, how = f"'{name[:40]}' can't be a folder name", "use capital letters, digits and hyphens"
        raise ProblemsFound([Problem(file, message, how)], ExitCode.RULES_WRONG)
    return name


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
