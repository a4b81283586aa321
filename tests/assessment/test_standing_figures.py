"""What stands on a day, such as a rating: it holds until the next one and is never added up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from small_workspace import Small, adopt, figure, rule, small

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.periods import Period

PROVIDER_OF_SITES = "sites: [RZ101, RZ102]"


def on(day: str) -> Period:
    when = date.fromisoformat(day)
    return Period(when, when)


def rated(space: Small, number: int, day: str, **more: str) -> None:
    space.load(
        figure(number, None, on(day), measure="late_letters", **more),
        name=f"rating-{day}-{more.get('provider', '')}.json",
        published=day,
    )  # type: ignore[arg-type]


def space_of(folder: Path, judged_over: str = "quarter", level: str = "") -> Small:
    written = rule(judged_by="require: late_letters <= 0", measure="late_letters", judged_over=judged_over)
    space = small(folder).rules(written.replace("    severity", f"    {level}\n    severity") if level else written)
    return space.contract(adopt(threshold=""), provider=PROVIDER_OF_SITES)


def outcome(space: Small, period: str, as_at: str = "2026-07-31") -> tuple[object, int | None]:
    (found,) = [one for one in space.check(period, as_at).findings if one.period.label == period]
    return found.reason or found.outcome, found.numerator


def test_a_rating_holds_until_the_next_one_and_not_before_the_first(tmp_path: Path) -> None:
    space = space_of(tmp_path)
    rated(space, 0, "2025-05-20")
    rated(space, 2, "2025-11-03")
    assert outcome(space, "2025/26 Q1") == (Outcome.MET, 0)
    assert outcome(space, "2025/26 Q2") == (Outcome.MET, 0)
    assert outcome(space, "2025/26 Q3") == (Outcome.BREACH, 2)
    assert outcome(space, "2025/26 Q4") == (Outcome.BREACH, 2)
    assert outcome(space, "2024/25 Q4")[1] is None


def test_a_rating_is_never_added_up_over_a_year_or_over_sites(tmp_path: Path) -> None:
    space = space_of(tmp_path / "year", "year")
    rated(space, 1, "2025-05-20")
    rated(space, 1, "2025-11-03")
    (found,) = space.check("2025/26 Q4", "2026-07-31").findings
    assert (found.outcome, found.numerator) == (Outcome.BREACH, 1)
    space = space_of(tmp_path / "sites")
    rated(space, 1, "2025-05-20", site="RZ101")
    rated(space, 1, "2025-05-21", site="RZ102")
    assert outcome(space, "2025/26 Q2")[1] is None


def test_a_site_is_judged_by_its_own_rating_as_known_on_the_day(tmp_path: Path) -> None:
    space = space_of(tmp_path, level="level: site")
    rated(space, 0, "2025-05-20", site="RZ101")
    rated(space, 3, "2025-08-20", site="RZ101")
    rated(space, 0, "2025-05-21", site="RZ102")

    def sites(as_at: str) -> dict[str, object]:
        return {one.site: one.reason or one.outcome for one in space.check("2025/26 Q2", as_at).findings}

    assert sites("2026-01-31") == {"RZ101": Outcome.BREACH, "RZ102": Outcome.MET}
    assert sites("2025-08-19") == {"RZ101": Reason.NOT_LOADED, "RZ102": Reason.NOT_LOADED}


def test_a_former_codes_rating_stands_only_until_todays_code_has_one_and_is_never_added(tmp_path: Path) -> None:
    space = space_of(tmp_path)
    space.contract(adopt(threshold=""), provider="formerly: [{ods: RZ8, until: 2025-06-30}]")
    rated(space, 1, "2025-04-20", provider="RZ8")
    assert outcome(space, "2025/26 Q1") == (Outcome.BREACH, 1)
    rated(space, 0, "2024-05-20")
    assert outcome(space, "2025/26 Q1") == (Outcome.MET, 0)
    rated(space, 2, "2025-05-20", provider="RZ1")
    rated(space, 4, "2025-05-20", provider="RZ8")
    assert outcome(space, "2025/26 Q1") == (Outcome.BREACH, 2)


def test_one_report_is_one_breach_however_many_quarters_it_stands(tmp_path: Path) -> None:
    space = space_of(tmp_path)
    rated(space, 2, "2025-02-03")
    rated(space, 3, "2025-11-03")

    def streak(period: str) -> tuple[object, int, tuple[tuple[int, int], ...]]:
        (found,) = space.check(period, "2026-07-31").findings
        return found.outcome, found.breaches_in_a_row, found.breaches_in_last

    once, twice = ((4, 1),), ((4, 2),)
    assert [streak(f"2025/26 Q{n}") for n in (1, 2)] == [(Outcome.BREACH, 1, once)] * 2
    assert [streak(f"2025/26 Q{n}") for n in (3, 4)] == [(Outcome.BREACH, 2, twice)] * 2


def test_a_good_report_that_stands_is_met_in_every_quarter_so_that_a_case_can_end(tmp_path: Path) -> None:
    space = space_of(tmp_path)
    rated(space, 2, "2025-02-03")
    rated(space, 0, "2025-05-20")
    assert [space.check(f"2025/26 Q{n}", "2026-07-31").findings[0].met_in_a_row for n in (1, 2, 3)] == [1, 2, 3]
