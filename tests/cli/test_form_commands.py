"""`pxcommission forms`: what the editions say, and their numbers compared with the signed text."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FORM = "full-length-2025-26"
READ = ("--against", "our signed contract, page 41", "--role", "Head of contracting", "--by", "A. Reader")


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Path:
    """The shipped rules and contracts, to change."""
    from shutil import copy, copytree

    for name in ("rules", "contracts"):
        copytree(root / name, tmp_path / name)
    copy(root / "workspace.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def forms(run: Callable[..., Any], workspace: Path) -> Callable[..., Any]:
    """Run `pxcommission forms` in the workspace on 6 May 2026."""
    return lambda *arguments: run("--workspace", workspace, "--as-at", "2026-05-06", "forms", *arguments)


def file_of(workspace: Path, form: str = FORM) -> Path:
    return workspace / "rules" / "contract-forms" / f"{form}.yaml"


def number_in(workspace: Path, name: str) -> dict[str, Any]:
    from pxcommission.authoring.form_verified import open_form

    return open_form(workspace, FORM).form.numbers[name].model_dump(mode="json", exclude={"place"})


def test_the_list_says_how_many_numbers_of_each_edition_are_verified_and_who_uses_it(forms: Callable[..., Any]) -> None:
    listed = {row["form"]: row for row in json.loads(forms("list", "--format", "json").out)}
    assert len(listed) == 13
    assert listed[FORM]["verified"] == 0 and "EXAMPLE-ACUTE" in listed[FORM]["contracts"]
    assert "0 of 2 numbers verified; used by EXAMPLE-TRANSPORT" in forms("list").out


def test_a_form_shows_every_number_as_not_verified_and_every_step_with_its_needs(forms: Callable[..., Any]) -> None:
    shown = " ".join(forms("show", FORM).out.split())
    assert "meeting-within: 10 Operational Days (GC9.6). NOT VERIFIED." in shown
    assert "from notice-issued to meeting-held; within 10 Operational Days (not verified); GC9.6" in shown
    assert "follows evidence-accepted; within 10 Operational Days (not verified)" in shown
    as_json = json.loads(forms("show", FORM, "--format", "json").out)
    assert as_json["numbers"]["meeting-within"]["text"] == "10 Operational Days"
    assert as_json["steps"][0]["from"] == ["none"]


def test_a_number_read_alike_is_verified_and_only_its_line_changes(forms: Callable[..., Any], workspace: Path) -> None:
    before = file_of(workspace).read_bytes().splitlines()
    ran = forms("verify", FORM, "--number", "meeting-within", "--reading", "10 Operational Days", *READ, "--yes")
    assert ran.code == 0 and "17 of 18 numbers are not verified yet" in ran.out
    after = file_of(workspace).read_bytes().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][1].decode() == (
        '  meeting-within: {value: 10, unit: operational days, clause: "GC9.6", source: "our signed contract, page 41", '
        "verified: true, verified_by: Head of contracting, verified_on: 2026-05-06, reading: 10 Operational Days}"
    )
    shown = " ".join(forms("show", FORM).out.split())
    assert (
        "Verified by Head of contracting on 2026-05-06, who read '10 Operational Days' in our signed contract" in shown
    )
    assert "within 10 Operational Days; GC9.6" in shown


def test_another_number_is_refused_until_it_is_to_be_changed_and_then_stands_with_its_source(
    forms: Callable[..., Any], workspace: Path
) -> None:
    before = file_of(workspace).read_bytes()
    wanted = ("verify", FORM, "--number", "plan-agreed-within", "--reading", "7 Operational Days", "--clause", "GC9.14",
              *READ, "--yes")  # fmt: skip
    refused = forms(*wanted)
    assert refused.code == 6 and "the form says 5 Operational Days and you read '7 Operational Days'" in refused.err
    assert file_of(workspace).read_bytes() == before
    ran = forms(*wanted, "--change")
    assert ran.code == 0 and "look again at the deadlines of EXAMPLE-ACUTE" in ran.out
    number = number_in(workspace, "plan-agreed-within")
    assert number["value"] == 7 and number["clause"] == "GC9.14" and number["verified"]
    assert number["source"] == "our signed contract, page 41"


def test_a_number_can_be_read_again_and_the_newer_reading_stands(forms: Callable[..., Any], workspace: Path) -> None:
    wanted = ("verify", FORM, "--number", "investigation-at-most", "--reading")
    assert forms(*wanted, "2 calendar months", *READ, "--yes").code == 0
    assert forms(*wanted, "2 months", *READ, "--role", "Contract manager", "--yes").code == 0
    number = number_in(workspace, "investigation-at-most")
    assert (number["verified_by"], number["reading"]) == ("Contract manager", "2 months")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--number", "meeting-withn", "--reading", "10 Operational Days"), "did you mean 'meeting-within'?"),
        (("--number", "meeting-within", "--reading", "ten days"), "is no number with its unit"),
        (("--number", "meeting-within"), "say what the signed text says"),
        (("--reading", "10 Operational Days"), "belong to one number"),
    ],
)
def test_what_can_not_be_recorded_is_told_with_exit_code_2(
    forms: Callable[..., Any], arguments: tuple[str, ...], said: str
) -> None:
    ran = forms("verify", FORM, *arguments, *READ, "--yes")
    assert ran.code == 2 and said in ran.err


def test_nobody_verifies_without_a_name(forms: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PXCOMMISSION_USER", raising=False)
    ran = forms("verify", FORM, "--number", "meeting-within", "--reading", "10 Operational Days", *READ[:4])
    assert ran.code == 2 and "--by NAME" in ran.err


def test_a_rehearsal_writes_nothing(forms: Callable[..., Any], workspace: Path) -> None:
    before = file_of(workspace).read_bytes()
    ran = forms("verify", FORM, "--number", "meeting-within", "--reading", "10 Operational Days", *READ, "--dry-run")
    assert ran.code == 0 and "+  meeting-within" in ran.out
    assert file_of(workspace).read_bytes() == before


def test_the_walk_asks_number_by_number_and_leaves_what_is_not_answered(
    forms: Callable[..., Any], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["Head of contracting", "10 Operational Days", "", "our contract, page 41", "", "9 operational days", "no",
               "12 per cent", "yes", "GC9.15", "page 44", "stop", "y"]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
    ran = forms("verify", FORM, "--by", "A. Reader")
    assert ran.code == 0 and "Left as it is, and not verified." in ran.out
    verified = {
        name: (one["value"], one["clause"], one["source"])
        for name in ("meeting-within", "investigation-at-most", "plan-agreed-within", "plan-sanctions-at-most")
        if (one := number_in(workspace, name))["verified"]
    }
    assert verified == {
        "meeting-within": (10, "GC9.6", "our contract, page 41"),
        "plan-sanctions-at-most": (12, "GC9.15", "page 44"),
    }
