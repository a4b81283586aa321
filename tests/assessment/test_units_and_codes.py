"""Whose figure it is: former codes, mergers, named sites, and contracts that share nothing."""

from __future__ import annotations

from pathlib import Path

from small_workspace import Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.findings import Outcome, Reason


def outcomes(space: Small) -> dict[str, tuple[str, int | None, int | None]]:
    from datetime import date

    from pxcommission.periods import read_period
    from pxcommission.quarter import check_quarter
    from pxcommission.workspace import open_workspace

    opened = open_workspace(space.folder)
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    checked = check_quarter(opened, quarter, date(2026, 1, 31), tuple(opened.rulebook.contracts.values()), "durable")
    return {
        f.id.split("/", 1)[1]: (f.reason or f.outcome, f.numerator, f.denominator) for c in checked for f in c.findings
    }


def test_two_codes_of_one_provider_in_one_month_are_added_not_restated(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-08-31}]")
    months = [month("2025-07"), month("2025-08"), month("2025-09")]
    space.load(*(figure(80, 100, m) for m in months), *(figure(1000, 1000, m, provider="RZ5") for m in months[:2]))
    found = space.check().findings[0]
    assert (found.outcome, found.numerator, found.denominator, found.restated) == (Outcome.MET, 2240, 2300, "")


def test_changing_one_contract_never_changes_another(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule().replace("    severity", "    level: site\n    severity"))
    space.contract(adopt(), name="OLD", ods="RZ5", provider="sites: [RZ501]")
    space.load(*quarter_figures(80, 100, provider="RZ5", site="RZ501"))
    alone = outcomes(space)
    buyer = "sites: [{ods: RZ203, formerly: [{ods: RZ501, until: 2025-12-31}]}]"
    space.contract(adopt(), name="BUYER", ods="RZ2", provider=buyer)
    both = outcomes(space)
    assert alone["OLD/GOOD/inpatient/RZ501"] == (Outcome.BREACH, 80, 100)
    assert both["OLD/GOOD/inpatient/RZ501"] == alone["OLD/GOOD/inpatient/RZ501"]
    assert both["BUYER/GOOD/inpatient/RZ203"] == (Outcome.BREACH, 80, 100)


def test_two_contracts_of_one_provider_each_add_up_their_own_sites(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule())
    space.contract(adopt(), name="A1", provider="sites: [RZ101]").contract(
        adopt(), name="A2", provider="sites: [RZ102]"
    )
    space.load(*quarter_figures(80, 100, site="RZ101"), *quarter_figures(95, 100, site="RZ102"))
    assert outcomes(space) == {
        "A1/GOOD/inpatient": (Outcome.BREACH, 80, 100),
        "A2/GOOD/inpatient": (Outcome.MET, 95, 100),
    }


def test_a_site_the_contract_does_not_name_is_not_judged(tmp_path: Path) -> None:
    space = small(tmp_path).rules(
        rule(), rule("BELOW").replace("    severity", "    level: [site, ward]\n    severity")
    )
    space.contract(adopt() + adopt("BELOW"), provider="sites: [RZ101]")
    space.load(*quarter_figures(95, 100, site="RZ101"), *quarter_figures(10, 100, site="RZ199"),
               *quarter_figures(1, 100, site="RZ199", ward="B"))  # type: ignore[arg-type]  # fmt: skip
    assert outcomes(space) == {
        "ACUTE/GOOD/inpatient": (Outcome.MET, 95, 100),
        "ACUTE/BELOW/inpatient/RZ101": (Outcome.MET, 95, 100),
    }


def test_a_year_is_added_up_from_months_and_quarters_together(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(judged_over="rolling 12 months")).contract(adopt())
    months = [month(f"2024-{n:02d}") for n in (10, 11, 12)] + [month(f"2025-{n:02d}") for n in range(1, 7)]
    space.load(*(figure(9, 10, m) for m in months), *quarter_figures(90, 100))
    found = space.check().findings[0]
    assert (found.outcome, found.numerator, found.denominator) == (Outcome.MET, 171, 190)


def test_months_restated_later_count_before_an_older_quarters_figure(tmp_path: Path) -> None:
    from pxcommission.periods import read_period

    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    space = small(tmp_path).rules(rule()).contract(adopt())
    space.load(figure(80, 100, quarter), name="quarter.csv", received="2025-10-10")
    space.load(*quarter_figures(96, 100), name="months.csv", received="2025-12-10")
    found = space.check().findings[0]
    assert (found.outcome, found.numerator) == (Outcome.MET, 96)


def test_one_of_two_sites_not_in_our_hands_is_not_loaded_and_nobodys_breach(tmp_path: Path) -> None:
    owed = "reports_due:\n  answers: {clause: A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}\n"
    space = small(tmp_path).rules(rule()).contract(adopt(), owed, provider="sites: [RZ101, RZ102]")
    space.load(*quarter_figures(95, 100, site="RZ101"), received="2025-10-10")
    found = {f.requirement: f for f in space.check().findings}
    assert (found["GOOD"].reason, found["GOOD"].final) == (Reason.NOT_LOADED, False)
    assert found["RETURN-ANSWERS"].reason is Reason.INCOMPLETE
    space.load(*quarter_figures(95, 100, site="RZ102"), name="other.csv", received="2025-12-10")
    found = {f.requirement: f for f in space.check().findings}
    assert (found["GOOD"].outcome, found["RETURN-ANSWERS"].outcome) == (Outcome.MET, Outcome.BREACH)
