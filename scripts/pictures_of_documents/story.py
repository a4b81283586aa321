"""The story that makes every document once: the shipped workspace, played in a copy through the real command line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from pictures_of_documents.filling import as_sent, filled_form, plan_workbook

ROOT = Path(__file__).resolve().parents[2]
QUARTER, PACK_DAY, BY = "2025/26-Q2", "2025-11-20", "Contract manager"
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
ANSWERED = "EXAMPLE-ACUTE/CMP-ANSWERED/all"
MISSING_RETURN = "EXAMPLE-COMMUNITY/RETURN-EXPERIENCE/all"
CONFIRMED = "confirmed: [{form: full-length-2025-26, by: Head of contracting, on: 2025-04-15, against: illustration}]"
VALUES = """\
month,base,amount,source,entered_by,entered_on
2026-02,AMV,1250000.00,payment reconciliation of February 2026,Contract accountant,2026-03-02
"""
NEXT_WORKBOOK = "escalation-workbook-of-the-next-quarter.xlsx"
SIGNED = (
    "--role",
    "Head of contracting",
    "--person",
    "Head of contracting",
    "--evidence",
    "e-mail, kept in the case file",
)
NO_OWN_PART = ("--own-part", "no: none was found")
SHARE = ("--month", "2026-02", "--per-cent", "2", "--milestone", "1")
GROUND = ("--ground", "milestone 1 was not put right")
MILESTONE = (
    "1|Night rounds on two wards|Head of nursing|2026-02-13|FFT positive|95%|2026-06-30|2% of the Actual Monthly Value"
)


class Story(Struct, frozen=True):
    """The copy that is played in, where its documents go, and every command that made one, by the document's name."""

    folder: Path
    documents: Path
    made_by: dict[str, str]

    def run(self, day: str, *arguments: str | Path, by: str = BY) -> str:
        """What a command prints, run as a user runs it; SystemExit where it does not end well."""
        command = [sys.executable, "-m", "pxcommission.cli.main", *map(str, arguments), "--as-at", day, "--by", by]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"pxcommission {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done.stdout

    def draft(self, day: str, step: str, *more: str, case: str = CASE, name: str = "") -> Path:
        """The Word draft of a step or document on a day, among the documents under its kind's name."""
        path = self.documents / f"{name or step}.docx"
        path.unlink(missing_ok=True)
        short = case.removeprefix("EXAMPLE-ACUTE/").split("/")[0]
        said = ("case", "draft", short, "--step", step, *more, "--dated", day)
        self.run(day, "case", "draft", case, "--step", step, *more, "--dated", day, "--file", path)
        self.made_by[path.name] = command_line(said)
        return path

    def sent(self, draft: Path) -> Path:
        """A draft as a person sends it."""
        return as_sent(draft, self.folder / f"sent-{draft.name}")


def play(folder: Path) -> Story:
    """The whole story, in a fresh copy under this folder; its documents lie in `documents`."""
    story = Story(folder / "workspace", folder / "documents", {})
    shutil.rmtree(folder, ignore_errors=True)
    story.folder.mkdir(parents=True)
    story.documents.mkdir()
    for name in ("rules", "contracts"):
        shutil.copytree(ROOT / name, story.folder / name)
    shutil.copy(ROOT / "workspace.yaml", story.folder)
    for chapter in (packs, the_oldest_form, the_letter_and_its_reply, a_concern, told_to_the_public, to_the_meeting,
                    to_the_plan, to_the_sum, to_the_end, beside_the_road, the_next_pack):  # fmt: skip
        chapter(story)
    return story


def packs(story: Story) -> None:
    """The quarter is loaded and checked, its packs are written, and the provider's preview."""
    contract = story.folder / "contracts" / "example-acute" / "contract.yaml"
    text = contract.read_text("utf-8")
    contract.write_text(text.replace("confirmed: []", CONFIRMED), encoding="utf-8")
    (contract.parent / "monthly-values.csv").write_text(VALUES, encoding="utf-8")
    story.run(PACK_DAY, "returns", "load", "contracts")
    story.run(PACK_DAY, "check", QUARTER)
    story.run(PACK_DAY, "pack", QUARTER)
    story.run(PACK_DAY, "pack", QUARTER, "--contract", "EXAMPLE-ACUTE", "--preview")
    quarter = story.folder / "packs" / "2025-26-Q2"
    for path in (*(quarter / "EXAMPLE-ACUTE").iterdir(), *(quarter / "EXAMPLE-COMMUNITY").glob("questions-*"), *quarter.glob("preview-*")):  # fmt: skip
        if path.suffix in (".docx", ".xlsx", ".html"):
            shutil.copy(path, story.documents)
            preview = " --contract EXAMPLE-ACUTE --preview" if path.name.startswith("preview") else ""
            story.made_by[path.name] = f"pxcommission pack {QUARTER} --as-at {PACK_DAY}{preview}"


def the_oldest_form(story: Story) -> None:
    """In a copy whose contract stands on the form of 2013 to 2015, the notice has another name."""
    older = Story(story.folder.with_name("older"), story.documents, story.made_by)
    shutil.copytree(story.folder, older.folder)
    contract = older.folder / "contracts" / "example-acute" / "contract.yaml"
    text = re.sub(
        r"(?m)^general_conditions: .*$",
        "general_conditions: {2024-04-01: full-length-2013-15}",
        contract.read_text("utf-8"),
    )
    contract.write_text(text.replace("full-length-2025-26, by", "full-length-2013-15, by"), encoding="utf-8")
    older.draft("2025-12-19", "contract-query-notice", "--period", QUARTER)


def the_letter_and_its_reply(story: Story) -> None:
    """The letter goes out, the response form comes back."""
    pack = story.folder / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE"
    letter = as_sent(pack / "letter-EXAMPLE-ACUTE.docx", story.folder / "sent.docx", LETTER_CHANGES)
    story.run("2025-11-24", "case", "issue", "EXAMPLE-ACUTE", "--file", letter, "--dated", "2025-11-24")
    story.draft("2025-11-25", "information-request")
    story.draft("2024-11-05", "missing-return", "--period", "2024/25-Q2", case=MISSING_RETURN)
    form = filled_form(pack / "response-form-EXAMPLE-ACUTE.xlsx", story.documents / "response-form-filled.xlsx")
    story.made_by[form.name] = "pxcommission response import response-form-EXAMPLE-ACUTE.xlsx --on 2025-12-03"
    story.run("2025-12-03", "response", "import", form, "--on", "2025-12-03")


LETTER_CHANGES = {
    "Date:\t20 November 2025": "Date:\t24 November 2025",
    "1 December 2025": "4 December 2025",
    "from the date of the draft": "from the date of this letter",
}
TOLD = (
    ("patient-story", "2025-07-09", "Nobody had time to sit down when I was frightened at night, and I lay awake until the morning.", "anonymously"),
    ("patient-story", "2025-08-14", "I was told the news in a corridor and then left on my own.", "anonymously"),
    ("comment", "2025-08-20", "Nobody asked how I was.", "no"),
    ("comment", "2025-09-03", "I would have liked somebody to talk to.", "no"),
    ("visit", "2025-07-12", "Several people said that they were worried and had told nobody.", "no"),
    ("discussion-group", "2025-09-18", "Staff are kind but always on their way to somebody else.", "no"),
)  # fmt: skip


def a_concern(story: Story) -> None:
    """What people said becomes a quality concern."""
    about = ("--provider", "RZ1", "--service", "inpatient", "--aspect", "emotional support", "--theme", "staff-manner",
             "--sentiment", "negative")  # fmt: skip
    for kind, on, said, consent in TOLD:
        people = ("--people", "7") if kind == "discussion-group" else ()
        story.run("2025-10-01", "feedback", "add", kind, *about, "--on", on, "--said", said, "--consent", consent,
                  "--listener", "Healthwatch", *people, by="Quality lead")  # fmt: skip
    story.run(
        "2025-11-20",
        "feedback",
        "quote",
        "patient-story-0001",
        "--passage",
        "Nobody had time to sit down when I was frightened at night",
        by="Quality lead",
    )
    path = story.documents / "quality-concern.docx"
    reason = "People on two wards tell us that nobody had time for their worries"
    asked = ("concern", "raise", "EXAMPLE-ACUTE", "--service", "inpatient", "--aspect", "emotional support", "--period",
             QUARTER, "--reason", reason)  # fmt: skip
    story.run("2025-11-20", *asked, "--file", path, by="Quality lead")
    story.made_by[path.name] = command_line(asked)


def told_to_the_public(story: Story) -> None:
    """What came of what people said, as a page for them."""
    story.run("2025-11-20", "listening", "link", "--feedback", "patient-story-0001", "--feedback", "patient-story-0002", "--decision",
              "Ask for a night round on two wards", "--why", "people were alone with their worries at night", by="Quality lead")  # fmt: skip
    out = story.folder / "website"
    out.mkdir()
    asked = ("listening", "page", QUARTER, "--contract", "EXAMPLE-ACUTE")
    story.run("2025-11-21", *asked, "--out", out)
    for path in sorted(found for found in out.rglob("you-said*") if found.suffix in (".docx", ".html")):
        name = f"you-said-we-did{path.suffix}"
        shutil.copy(path, story.documents / name)
        story.made_by[name] = command_line(asked)


def to_the_meeting(story: Story) -> None:
    """A notice before Christmas, and the meeting after New Year."""
    story.run("2025-12-18", "approve", CASE, "--step", "notice", *SIGNED)
    notice = story.draft("2025-12-19", "notice", name="contract-performance-notice")
    story.run("2025-12-19", "case", "notice", CASE, "--file", story.sent(notice), "--dated", "2025-12-19", *NO_OWN_PART,
              "--immediate-risk", "no")  # fmt: skip
    story.draft("2025-12-22", "withdrawal")
    note = story.draft("2026-01-06", "meeting-note")
    story.run(
        "2026-01-06",
        "case",
        "meeting",
        CASE,
        "--outcome",
        "a plan is needed",
        "--file",
        story.sent(note),
        "--dated",
        "2026-01-06",
    )


def to_the_plan(story: Story) -> None:
    """A Joint Investigation, the report, and a plan."""
    for kind in ("joint-investigation-terms", "joint-investigation-report", "immediate-action-plan"):
        story.draft("2026-01-08", kind)
    story.run("2026-01-06", "case", "step", CASE, "decide-on-plan")
    story.draft("2026-01-14", "joint-notification")
    plan = plan_workbook(story.folder / "plan.xlsx")
    story.draft("2026-01-13", "remedial-action-plan", "--plan", plan.name)
    story.run("2026-01-13", "case", "plan", CASE, "--milestone", MILESTONE)


def to_the_sum(story: Story) -> None:
    """A missed milestone, its notice, the Exception Report, and a sum withheld."""
    story.run("2026-02-16", "case", "milestone", CASE, "1", "missed")
    missed = story.sent(story.draft("2026-02-17", "plan-breach-notice", "--milestone", "1"))
    story.run("2026-02-17", "case", "step", CASE, "plan-breach-notice", "--milestone", "1", "--file", missed)
    report = story.sent(story.draft("2026-02-25", "exception-report", "--milestone", "1"))
    story.run("2026-02-25", "case", "report", CASE, "--milestone", "1", "--ground", "not put right", "--file", report)
    for office in ("Head of contracting", "Director of finance"):
        story.run("2026-03-02", "approve", CASE, "--step", "withhold", *SHARE, "--role", office, "--person", office, "--evidence", "minute of 2 March 2026")  # fmt: skip
    notice = story.sent(story.draft("2026-03-03", "withhold", *SHARE, *GROUND, name="withholding-notice"))
    story.run("2026-03-03", "case", "withhold", CASE, *SHARE, *GROUND, *NO_OWN_PART, "--file", notice)


def to_the_end(story: Story) -> None:
    """Put right, given back, closed; and the other ends a sum may come to."""
    story.draft(
        "2026-03-27",
        "retain",
        "--reason",
        "still in breach 20 Operational Days after the report",
        name="retention-notice",
    )
    story.draft("2026-04-01", "unjustified-withholding-decision")
    story.run("2026-04-02", "case", "milestone", CASE, "1", "met", "--evidence", "audit of 1 April 2026")
    story.run("2026-04-02", "case", "step", CASE, "breach-put-right")
    back = story.draft("2026-04-15", "release", "--reason", "the breach was put right", name="release-notice")
    story.run("2026-04-15", "case", "release", CASE, "--reason", "the breach was put right", "--file", story.sent(back))
    closed = story.draft("2026-07-01", "closure")
    story.run("2026-07-01", "case", "close", CASE, "--evidence", "95.6% in 2025/26 Q4 and 2026/27 Q1", "--meeting",
              "2026-05-27", "--file", story.sent(closed))  # fmt: skip


def beside_the_road(story: Story) -> None:
    """What has its own case: thanks, and a report that is owed."""
    story.draft("2024-11-19", "information-breach-notice", "--period", "2024/25-Q2", case=MISSING_RETURN)
    story.draft("2026-05-28", "thanks", case=ANSWERED)


def the_next_pack(story: Story) -> None:
    """The pack of the next quarter, which knows what was issued, answered and decided."""
    story.run("2025-12-10", "case", "decide", "INTERPRETER", "hold", "--reason", "a second supplier starts", "--approver",
              "Head of contracting", "--until", "2026-03-31")  # fmt: skip
    asked = ("pack", "2025/26-Q3", "--as-at", "2026-02-24", "--contract", "EXAMPLE-ACUTE")
    story.run("2026-02-24", *asked[:2], *asked[4:], "--out", "later")
    made = story.folder / "later" / "2025-26-Q3" / "EXAMPLE-ACUTE" / "escalation-workbook.xlsx"
    shutil.copy(made, story.documents / NEXT_WORKBOOK)
    story.made_by[NEXT_WORKBOOK] = command_line(asked)


def command_line(words: tuple[str, ...]) -> str:
    """A command as it is typed."""
    return " ".join(["pxcommission", *(f'"{word}"' if " " in word else word for word in words)])
