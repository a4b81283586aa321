"""Recording that a letter went out: what it must still say, what is refused, and once only."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from letters_sent import DATED, draft_in, row_with, sent_from

Run = Callable[..., Any]
INPATIENT = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"


def issue(run: Run, folder: Path, file: Path, *more: str, case: str = "EXAMPLE-ACUTE", dated: str = DATED) -> Any:
    return run("case", "issue", case, "--file", file, "--dated", dated, "--by", "Contract manager", "--workspace", folder,
               "--as-at", "2025-11-25", *more)  # fmt: skip


def events(folder: Path) -> int:
    register = folder / ".pxcommission" / "register.sqlite"
    if not register.exists():
        return 0
    with sqlite3.connect(register) as connection:
        return int(connection.execute("select count(*) from register_events").fetchone()[0])


def test_every_case_the_letter_cites_is_recorded_with_the_file_kept(run: Run, packed: Path) -> None:
    sent = sent_from(packed)
    ran = issue(run, packed, sent, "--format", "json")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    stages = {one["case"]: one["stage"] for one in said["cases"]}
    assert stages[INPATIENT] == "Challenge letter"
    assert stages["EXAMPLE-ACUTE/FFT-OP-POSITIVE/outpatient"] == "Question for the review meeting"
    assert (said["reply_by"], said["differences"], events(packed)) == ("2025-12-04", [], len(stages))
    assert hashlib.sha256((packed / said["file"]).read_bytes()).hexdigest() == said["sha256"]
    assert (packed / said["file"]).read_bytes() == sent.read_bytes()


def test_the_reply_date_recorded_is_an_operational_day(run: Run, packed: Path) -> None:
    sent = sent_from(packed, {"24 November 2025": "25 November 2025", "4 December 2025": "5 December 2025"})
    ran = issue(run, packed, sent, "--format", "json", dated="2025-11-25")
    assert (ran.code, json.loads(ran.out)["reply_by"]) == (0, "2025-12-05"), ran.err


def test_the_same_letter_is_recorded_once(run: Run, packed: Path) -> None:
    sent = sent_from(packed)
    assert issue(run, packed, sent).code == 0
    again, before = issue(run, packed, sent), events(packed)
    assert again.code == 6
    assert "recorded already: issued on 24 November 2025, recorded by Contract manager at" in again.err
    assert events(packed) == before


def test_the_same_letter_saved_anew_is_refused_too(run: Run, packed: Path) -> None:
    assert issue(run, packed, sent_from(packed)).code == 0
    saved_anew = sent_from(packed, {"Dear colleague": "Dear colleagues"})
    ran = issue(run, packed, saved_anew)
    assert ran.code == 6
    assert "Challenge letter was issued on 24 November 2025, recorded by Contract manager" in ran.err


def test_a_draft_is_refused_with_every_place_that_says_so(run: Run, packed: Path) -> None:
    ran = issue(run, packed, draft_in(packed))
    assert ran.code == 6
    assert ran.err.count("still says that this is a draft") == 3
    assert events(packed) == 0


def test_a_changed_figure_is_named_with_its_place_and_what_the_finding_says(run: Run, packed: Path) -> None:
    sent = sent_from(packed, {"88.0% (1,549 of 1,760 responses)": "88.9% (1,549 of 1,760 responses)"})
    ran = issue(run, packed, sent)
    assert ran.code == 6
    assert "row 2, result: the letter says '88.9% (1,549 of 1,760 responses)'; the findings say '88.0% (1,549 of 1,760 responses)'" in ran.err  # fmt: skip
    assert events(packed) == 0


def test_a_changed_level_and_a_changed_clause_are_named(run: Run, packed: Path) -> None:
    def edit(document: Any) -> None:
        row = row_with(document, "FFT-IP-POSITIVE")
        row.cells[3].paragraphs[0].runs[0].text = "at least 96%"
        for paragraph in row.cells[0].paragraphs:
            for part in paragraph.runs:
                part.text = part.text.replace("requirement 1 ", "requirement 9 ")

    ran = issue(run, packed, sent_from(packed, edit=edit))
    assert ran.code == 6
    assert "agreed level: the letter says 'at least 96%'; the findings say 'at least 95%'" in ran.err
    assert "clause: the letter says" in ran.err


def test_a_figure_that_no_finding_has_is_named(run: Run, packed: Path) -> None:
    sent = sent_from(packed, {"Dear colleague": "Dear colleague, only 71.3% of patients were content."})
    ran = issue(run, packed, sent)
    assert (ran.code, "the letter says '71.3%'; the findings say no such figure" in ran.err) == (6, True)


def test_a_wrong_reply_date_is_named(run: Run, packed: Path) -> None:
    ran = issue(run, packed, sent_from(packed, {"4 December 2025": "14 December 2025"}))
    assert (ran.code, "the letter says '14 December 2025'; the findings say '4 December 2025'" in ran.err) == (6, True)


def test_a_date_that_only_ends_like_another_is_not_that_date() -> None:
    from pxcommission.casework.sent_document import Passage, SentDocument

    document = SentDocument("sent.docx", (Passage("paragraph 1", "Date: 14 December 2025"),))
    assert document.holding("4 December 2025") is None
    assert document.holding("14 December 2025") is not None


def test_a_difference_with_a_reason_is_recorded_with_it(run: Run, packed: Path) -> None:
    sent = sent_from(packed, {"4 December 2025": "15 December 2025"})
    ran = issue(run, packed, sent, "--reply-by", "2025-12-15", "--format", "json")
    assert (ran.code, json.loads(ran.out)["reply_by"]) == (0, "2025-12-15"), ran.err


def test_a_row_taken_out_needs_a_reason_and_its_case_is_not_recorded(run: Run, packed: Path) -> None:
    def edit(document: Any) -> None:
        row = row_with(document, "(INTERPRETER)")
        row._tr.getparent().remove(row._tr)

    sent = sent_from(packed, edit=edit)
    assert issue(run, packed, sent).code == 6
    ran = issue(run, packed, sent, "--differs", "settled at the meeting", "--format", "json")
    assert ran.code == 0, ran.err
    cases = [one["case"] for one in json.loads(ran.out)["cases"]]
    assert "EXAMPLE-ACUTE/INTERPRETER/all" not in cases and INPATIENT in cases
    shown = run("case", "timeline", INPATIENT, "--workspace", packed, "--as-at", "2025-11-25")
    assert "accepted because settled at the meeting" in " ".join(shown.out.split())


def test_what_word_does_to_blanks_and_quotation_marks_is_no_difference(run: Run, packed: Path) -> None:
    sent = sent_from(packed, {"1,549 of 1,760": "1,549\u00a0of\u00a01,760", "patients’": "patients'"})
    assert issue(run, packed, sent).code == 0


def test_tracked_changes_are_refused(run: Run, packed: Path) -> None:
    def edit(document: Any) -> None:
        from docx.oxml import OxmlElement

        document.paragraphs[5]._p.append(OxmlElement("w:ins"))

    ran = issue(run, packed, sent_from(packed, edit=edit))
    assert (ran.code, "tracked changes" in ran.err) == (6, True)


def test_a_letter_without_its_reference_is_refused(run: Run, packed: Path) -> None:
    reference = next(iter((packed / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE").glob("manifest.json"))).read_text()
    run_id = json.loads(reference)["run"]
    ran = issue(run, packed, sent_from(packed, {f"EXAMPLE-ACUTE/2025-26-Q2/{run_id}": "our file 12"}))
    assert (ran.code, "states no reference" in ran.err) == (6, True)


def test_a_pdf_is_refused_kindly(run: Run, packed: Path, tmp_path: Path) -> None:
    (tmp_path / "sent.pdf").write_bytes(b"%PDF-1.7 nothing")
    ran = issue(run, packed, tmp_path / "sent.pdf")
    assert (ran.code, "give the Word file it was made from" in ran.err) == (6, True)


def test_figures_restated_since_the_pack_are_named(run: Run, packed: Path) -> None:
    findings = packed / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "findings.json"
    manifest = findings.with_name("manifest.json")
    document = findings.read_text().replace('"numerator": 1549', '"numerator": 1548')
    stated = json.loads(manifest.read_text())
    findings.write_text(document)
    assert "somebody changed it" in issue(run, packed, sent_from(packed)).err
    stated["files"]["findings.json"]["sha256"] = hashlib.sha256(document.encode()).hexdigest()
    manifest.write_text(json.dumps(stated))
    ran = issue(run, packed, sent_from(packed))
    assert (ran.code, "numerator was 1,548, is 1,549" in ran.err) == (6, True)


def test_dates_that_can_not_be_are_refused(run: Run, packed: Path) -> None:
    sent = sent_from(packed)
    assert issue(run, packed, sent, dated="2025-11-26").code == 2  # not come yet
    assert issue(run, packed, sent, "--served", "2025-11-23").code == 2  # before its date
    ran = issue(run, packed, sent, dated="2025-09-30")
    assert (ran.code, "is about 2025-26-Q2, which ends on 30 September 2025" in ran.err) == (6, True)


def test_a_case_the_letter_does_not_cite_is_refused(run: Run, packed: Path) -> None:
    ran = issue(run, packed, sent_from(packed), case="EXAMPLE-ACUTE/CAND-LETTER/all")
    assert (ran.code, "the letter does not cite this case; it cites:" in ran.err) == (6, True)


def test_a_dry_run_records_nothing_and_makes_no_register(run: Run, packed: Path) -> None:
    ran = issue(run, packed, sent_from(packed), "--dry-run")
    assert (ran.code, "Nothing was recorded (--dry-run)." in ran.out, events(packed)) == (0, True, 0)
    assert not (packed / ".pxcommission" / "letters").exists()


def test_a_letter_that_needs_a_second_person_waits_for_the_sign_off(run: Run, packed: Path) -> None:
    contract = packed / "contracts" / "example-acute" / "contract.yaml"
    contract.write_text(contract.read_text().replace("approvals: [notice", "approvals: [challenge, notice"))
    ran = issue(run, packed, sent_from(packed))
    assert (ran.code, "Challenge letter needs the sign-off of a second person" in ran.err) == (6, True)


def test_without_its_pack_the_letter_is_compared_with_what_is_known_on_its_date(run: Run, packed: Path) -> None:
    sent = sent_from(packed)
    (packed / "packs").rename(packed / "elsewhere")
    ran = issue(run, packed, sent)
    assert (ran.code, "is no longer in packs/" in ran.out) == (0, True), ran.err


def test_another_recording_at_the_same_moment_is_told_who_was_faster(packed: Path) -> None:
    import os
    import subprocess
    import sys
    from concurrent.futures import ThreadPoolExecutor

    sent = sent_from(packed)
    command = [sys.executable, "-m", "pxcommission.cli.main", "case", "issue", "EXAMPLE-ACUTE", "--file", str(sent), "--dated", DATED,
               "--by", "Contract manager", "--workspace", str(packed), "--as-at", "2025-11-25"]  # fmt: skip
    with ThreadPoolExecutor(3) as pool:
        done = list(
            pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, env=dict(os.environ)), range(3))
        )
    assert sorted(one.returncode for one in done) == [0, 6, 6], [one.stderr for one in done]
    assert all("recorded already: issued on 24 November 2025" in one.stderr for one in done if one.returncode)
