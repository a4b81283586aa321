"""A small workspace with one letter to issue, and processes that issue it at the same moment, again and again."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS)]  # a new process has not what pytest adds

DATED = date(2025, 11, 20)
CASE = "ACUTE/GOOD/inpatient"


def workspace_with_letter(folder: Path) -> Path:
    """Not met in two quarters, and the letter about it as sent."""
    from docx import Document
    from letters_sent import _paragraphs
    from small_workspace import adopt, quarter_figures, rule, small

    from pxcommission.packs.packs import write_packs

    made = small(folder).rules(rule()).contract(adopt())
    made.load(*quarter_figures(80, 100, "2025/26 Q1"), *quarter_figures(80, 100), received="2025-11-10")
    shutil.copytree(TESTS.parent / "rules" / "letters", folder / "rules" / "letters")
    write_packs([made.check(as_at=DATED.isoformat())], folder / "packs", folder / "rules" / "letters", together=False)
    (draft,) = (folder / "packs").rglob("letter-*.docx")
    document = Document(str(draft))
    for paragraph in _paragraphs(document):
        if paragraph.text.startswith("DRAFT of"):
            paragraph._p.getparent().remove(paragraph._p)
        elif "DRAFT" in paragraph.text or "(draft)" in paragraph.text:
            text = paragraph.text.replace("DRAFT · ", "").replace(" (draft)", "")
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    sent = folder / "sent.docx"
    document.save(str(sent))
    return sent


def race(folder: Path, address: str | None, who: str, rounds: int, start: Barrier, told: Connection) -> None:
    """Issue the letter at the moment the others do; the first process takes it back before the next round."""
    from pxcommission.cases.case_file import case_files
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Undone, kind_of
    from pxcommission.cases.register import ChangedMeanwhile, open_register
    from pxcommission.casework.issuing import issue_of
    from pxcommission.casework.kept_files import file_given
    from pxcommission.casework.letter_refusals import LetterSent
    from pxcommission.problems import ProblemsFound
    from pxcommission.workspace import open_workspace

    register, workspace = open_register(folder, address), open_workspace(folder, address)
    sent = LetterSent("ACUTE", file_given(folder / "sent.docx"), DATED, DATED, "email", who, folder / "packs")
    won = []
    for round_ in range(rounds):
        start.wait()
        try:
            found = issue_of(workspace, case_files(register.events(contract="ACUTE")), sent, "reference")
            register.append(found.entries, who, "1.0", "2025-11-21T09:00:00Z")
            won.append(round_)
        except (ChangedMeanwhile, ProblemsFound):
            pass
        start.wait()
        if who == "P0" and round_ < rounds - 1:
            count = len(register.events(case=CASE))
            undone = Undone(number=count, reason="never sent: another round")
            entry = Entry("ACUTE", CASE, kind_of(undone), DATED, undone.recorded(), count)
            register.append([entry], who, "1.0", "2025-11-21T09:00:00Z")
    told.send(won)


def preloaded() -> Sequence[str]:
    """What a server of processes loads once, so that each starts at once."""
    return ("letter_races", "pxcommission.casework.issuing", "sqlalchemy.dialects.sqlite.pysqlite")
