"""A letter that is recorded already is told of under the case that the person named."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import Document, LetterIssued, kind_of
from pxcommission.casework.kept_files import file_given
from pxcommission.casework.letter_refusals import LetterSent, refuse_issued_already
from pxcommission.problems import ExitCode, ProblemsFound

ON = date(2025, 11, 24)
CASES = ("ACUTE/ANSWERED/all", "ACUTE/GOOD/inpatient", "ACUTE/HEARD/outpatient")


def issued(case: str, sha256: str) -> CaseFile:
    letter = LetterIssued(stage="challenge", ladder="a-ladder", document=Document(file="letter.docx", sha256=sha256))
    return case_file([Event(1, "", "A. Person", "", "ACUTE", case, 1, kind_of(letter), ON, letter.recorded(), "", "")])


@pytest.mark.parametrize("named", CASES)
def test_the_case_named_is_the_one_told_of(tmp_path: Path, named: str) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"as it was sent")
    files = {case: issued(case, hashlib.sha256(path.read_bytes()).hexdigest()) for case in CASES}
    sent = LetterSent("ACUTE", file_given(path), ON, ON, "email", "A. Person", tmp_path, case=named)
    with pytest.raises(ProblemsFound) as refused:
        refuse_issued_already(files, sent)
    (problem,) = refused.value.problems
    assert (refused.value.exit_code, problem.file) == (ExitCode.REFUSED, named)
