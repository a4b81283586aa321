"""The sheets of triangulation: words that can be read without a colour, and no more columns than there are sources."""

from __future__ import annotations

from examples import QUARTER, checked
from msgspec.structs import replace

from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_signals import FROM_WORDS, LeadSignal
from pxcommission.assessment.triangulation_sources import Direction, SourceReading
from pxcommission.packs.triangulation_sheet import NO_SOURCE, counts_in_words, lead_sheet, triangulation_sheet

FFT = SourceReading(
    "fft", "Friends and Family Test", "view", Direction.CONCERN, ("A: 1 of 2",), "", True, False, ("finding",), ()
)
WORDS = SourceReading(
    "accounts", "Accounts", "view", Direction.GOOD, ("2 positive of 2",), "", False, True, (), ("visit-0001",)
)
SILENT = SourceReading(
    "complaints", "Complaints", "fact", Direction.NOTHING, (), "not loaded", False, False, ("other",), ()
)


def row(service: str, *sources: SourceReading) -> Triangulated:
    return Triangulated("EXAMPLE-ACUTE", "RZ1", service, "overall", QUARTER, sources, "In short.")


def test_each_source_that_says_anything_has_a_column_and_marks_stand_in_words() -> None:
    one = replace(checked(), triangulated=(row("inpatient", FFT, WORDS, SILENT), row("all", SILENT)))
    sheet = triangulation_sheet([one])
    assert [column.heading for column in sheet.columns][3:6] == ["Friends and Family Test", "Accounts", "In short"]
    assert sheet.rows[0][1:6] == ("Inpatient and day case care", "overall", "concern (provisional)", "good (watched only)", "In short.")  # fmt: skip
    assert sheet.rows[1][1:5] == ("All services", "overall", NO_SOURCE, NO_SOURCE)
    assert sheet.rows[0][-1] == "finding; visit-0001; other"


def test_a_source_with_nothing_to_say_says_why() -> None:
    said = counts_in_words(row("inpatient", FFT, SILENT))
    assert said == "Friends and Family Test (view): concern: A: 1 of 2. Complaints (fact): nothing to say: not loaded"


def test_what_the_lead_is_told_names_what_it_rests_on() -> None:
    signal = LeadSignal("EXAMPLE-ACUTE", "inpatient", "overall", QUARTER, FROM_WORDS, "Said.", ("visit-0001",))
    sheet = lead_sheet([replace(checked(), for_the_lead=(signal,))])
    assert sheet.rows == (
        ("EXAMPLE-ACUTE", "Inpatient and day case care", "overall", FROM_WORDS, "Said.", "visit-0001"),
    )
