"""The codes of contracts (PX160 to PX189)."""

from __future__ import annotations

from pxcommission.problem_code import ProblemCode


def _adopted(*lines: str) -> str:
    dated = "".join(f"\n      {line}" for line in lines)
    return f"requirements:\n  - use: FFT-IP-POSITIVE\n    clause: Schedule 4\n    threshold:{dated}"


def _varied(start: str, end: str, signed: str = "2025-06-20", threshold: str = "at least 90%") -> str:
    return f"  - {{requirement: FFT-IP-POSITIVE, from: {start}, to: {end}, threshold: {threshold}, document: Variation 3, signed: {signed}, reason: Two wards moved.}}"


CONTRACTS: tuple[ProblemCode, ...] = (
    ProblemCode(
        "PX160",
        "A contract without requirements",
        "Every check of it would be empty, and empty looks like an all-clear.",
        "requirements: []\nmonitored: []",
        _adopted("2024-04-01: at least 95%"),
        "contract",
    ),
    ProblemCode(
        "PX161",
        "A requirement that stands twice in one contract",
        "It would be judged twice, perhaps against two thresholds, and a letter would cite both.",
        "monitored: [FFT-IP-POSITIVE]",
        "monitored: []",
        "contract",
    ),
    ProblemCode(
        "PX162",
        "Adopted without a threshold",
        "The library's usual threshold is an offer; a contract is held to the level that its parties agreed, from the day they did.",
        "requirements:\n  - use: FFT-IP-POSITIVE\n    clause: Schedule 4",
        _adopted("2024-04-01: at least 95%"),
        "contract",
    ),
    ProblemCode(
        "PX163",
        "A threshold that nothing is held against",
        "The requirement is judged by its own condition, so this number would change nothing.",
        "requirements:\n  - use: CMP-ACKNOWLEDGED\n    clause: SC16\n    threshold: {2024-04-01: at least 95%}",
        "requirements:\n  - use: CMP-ACKNOWLEDGED\n    clause: SC16",
        "contract",
    ),
    ProblemCode(
        "PX164",
        "A requirement on a service the contract does not buy",
        "There will never be a figure for it, so it would stay not assessed for ever.",
        "requirements:\n  - use: FFT-AE-POSITIVE\n    clause: Schedule 4\n    threshold: {2024-04-01: at least 78%}\nservices: [inpatient]",
        "requirements:\n  - use: FFT-AE-POSITIVE\n    clause: Schedule 4\n    threshold: {2024-04-01: at least 78%}\nservices: [inpatient, emergency]",
        "contract",
    ),
    ProblemCode(
        "PX165",
        "No threshold at the start of the term",
        "Periods that end before the first line have no threshold in force and are not assessed.",
        _adopted("2024-07-01: at least 95%"),
        _adopted("2024-04-01: to be agreed", "2024-07-01: at least 95%"),
        "contract",
    ),
    ProblemCode(
        "PX166",
        "A threshold line outside the term",
        "A contract judges no period outside its term, so the day is probably not the one that was meant.",
        _adopted("2024-04-01: at least 95%", "2027-04-01: at least 96%"),
        _adopted("2024-04-01: at least 95%", "2026-04-01: at least 96%"),
        "contract",
    ),
    ProblemCode(
        "PX167",
        "A threshold line that changes nothing",
        "A dated line says that the parties agreed something new on that day; the line before says the same.",
        _adopted("2024-04-01: at least 95%", "2025-04-01: at least 95%"),
        _adopted("2024-04-01: at least 95%"),
        "contract",
    ),
    ProblemCode(
        "PX168",
        "A threshold that changes within a period",
        "The line in force on a period's last day judges the whole period, also the part before the change.",
        _adopted("2024-04-01: at least 95%", "2025-05-01: at least 96%"),
        _adopted("2024-04-01: at least 95%", "2025-07-01: at least 96%"),
        "contract",
    ),
    ProblemCode(
        "PX169",
        "A day far beyond the term",
        "A day more than a year after the last day of the contract is most often a mistyped year.",
        _adopted("2024-04-01: at least 95%", "2205-04-01: at least 96%"),
        _adopted("2024-04-01: at least 95%", "2025-04-01: at least 96%"),
        "contract",
    ),
    ProblemCode(
        "PX170",
        "A variation or waiver outside the term",
        "It would apply to no period of this contract.",
        "variations:\n" + _varied("2023-07-01", "2023-12-31", "2023-06-20"),
        "variations:\n" + _varied("2025-07-01", "2025-12-31"),
        "contract",
    ),
    ProblemCode(
        "PX171",
        "A variation signed after it starts",
        "Checks made before it was signed hold to the contract's own line, and checks made after it read this one for the same periods, so a verdict that was already given may change.",
        "variations:\n" + _varied("2025-07-01", "2025-12-31", "2025-09-12"),
        "variations:\n" + _varied("2025-10-01", "2025-12-31", "2025-09-12"),
        "contract",
    ),
    ProblemCode(
        "PX172",
        "Variations that overlap",
        "On some days two thresholds would be in force at once.",
        "variations:\n"
        + _varied("2025-07-01", "2025-12-31")
        + "\n"
        + _varied("2025-10-01", "2026-03-31", threshold="at least 91%"),
        "variations:\n"
        + _varied("2025-07-01", "2025-12-31")
        + "\n"
        + _varied("2026-01-01", "2026-03-31", threshold="at least 91%"),
        "contract",
    ),
    ProblemCode(
        "PX173",
        "An end before its start",
        "It would apply to no day at all.",
        "variations:\n" + _varied("2025-12-31", "2025-07-01"),
        "variations:\n" + _varied("2025-07-01", "2025-12-31"),
        "contract",
    ),
    ProblemCode(
        "PX174",
        "A waiver for a service the requirement is not about",
        "It would set nothing aside, and the requirement would still be judged.",
        "waivers:\n  - {requirement: FFT-IP-POSITIVE, service: emergency, from: 2025-07-01, to: 2025-09-30, reason: Two wards moved., source: Minute 7, approved_by: Head of contracting}",
        "waivers:\n  - {requirement: FFT-IP-POSITIVE, service: inpatient, from: 2025-07-01, to: 2025-09-30, reason: Two wards moved., source: Minute 7, approved_by: Head of contracting}",
        "contract",
    ),
    ProblemCode(
        "PX175",
        "General conditions that start after the term",
        "For the days before, the program takes the earliest edition named, which may not be the one that was signed.",
        "general_conditions: {2025-04-01: full-length-2025-26}",
        "general_conditions: {2024-04-01: full-length-2025-26}",
        "contract",
    ),
    ProblemCode(
        "PX176",
        "An edition outside the days it is in force",
        "Clauses and days differ between editions; a letter has to cite the one its parties signed.",
        "general_conditions: {2024-04-01: full-length-2025-26, 2030-04-01: full-length-2025-26}",
        "general_conditions: {2024-04-01: full-length-2025-26}",
        "contract",
    ),
    ProblemCode(
        "PX177",
        "A detail of a party that letters need",
        "A letter without its addressee or signature could not be issued, and nobody would notice before the day it is needed.",
        "signed_by: {challenge: Chief Nurse}",
        "signed_by: {challenge: Chief Nurse, notice: Chief Nurse}",
        "contract",
    ),
    ProblemCode(
        "PX178",
        "A code that stands twice",
        "Figures under it could belong to either.",
        "provider:\n  name: Example Provider\n  ods: RZ1\n  representative: Director of contracting\n  notices_to: notices@provider.example\n  sites: [RZ101, RZ101]",
        "provider:\n  name: Example Provider\n  ods: RZ1\n  representative: Director of contracting\n  notices_to: notices@provider.example\n  sites: [RZ101, RZ102]",
        "contract",
    ),
    ProblemCode(
        "PX179",
        "A service that nothing is asked of",
        "The contract buys it, and only what is asked of all services would say how patients find it.",
        "services: [inpatient, outpatient]",
        "services: [inpatient]",
        "contract",
    ),
    ProblemCode(
        "PX180",
        "A requirement that no contract uses",
        "It may be waiting for a contract, or a contract may have forgotten it.",
        "monitored: []",
        "monitored: [FFT-IP-NEGATIVE]",
        "contract",
    ),
    ProblemCode(
        "PX181",
        "An entry that stands twice in a list",
        "The second one changes nothing, and the next person to edit the list may change only one of them.",
        "services: [inpatient, inpatient]",
        "services: [inpatient]",
        "contract",
    ),
    ProblemCode(
        "PX182",
        "A threshold without its day",
        "History is never edited: each threshold has the day it came into force, so that every quarter is judged against what was agreed then.",
        "requirements:\n  - use: FFT-IP-POSITIVE\n    clause: Schedule 4\n    threshold: at least 95%",
        _adopted("2024-04-01: at least 95%"),
        "contract",
    ),
    ProblemCode(
        "PX183",
        "Something that is still to be filled in",
        "A letter can't cite a clause or reach an office that is not written down yet.",
        "requirements:\n  - use: FFT-IP-POSITIVE\n    clause: to be filled in\n    threshold: {2024-04-01: at least 95%}",
        "requirements:\n  - use: FFT-IP-POSITIVE\n    clause: Schedule 4, local quality requirement 7\n    threshold: {2024-04-01: at least 95%}",
        "contract",
    ),
)
