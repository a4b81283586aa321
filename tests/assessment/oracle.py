"""A second reading of the design, naive on purpose: dicts, loops and exact fractions, from the files as text.

It judges one figure at a time and reads the rules with a plain YAML loader. Where the design leaves open which of several
true reasons is named (a quarter with one month suppressed and one absent), every one of them is accepted; the verdict and
the counts never leave room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field

from pxcommission.assessment.findings import Finding
from pxcommission.evidence.observations import Level, Observation, Status
from pxcommission.periods import Period, add_months, month_of, quarter_of
from pxcommission.rulebook.condition_text import read_condition
from pxcommission.rulebook.conditions import Call, Condition, calls_of, comparisons_of, holds, words_of
from pxcommission.rulebook.thresholds import Against, Threshold, meets, operator_for, read_threshold

MISSING, SUPPRESSED, ZERO, TOO_FEW = "missing", "suppressed", "zero denominator", "too few responses"
AGREE, NO_COMPARISON, WAIVED = "to be agreed", "no comparison figure", "waived"
NO_THRESHOLD, NOT_APPLICABLE = "no threshold in force", "not applicable"
ONE_CLASS = {"not loaded", "not received", "incomplete period", "not due yet", "not yet published"}
LENGTHS = {"month": 1, "quarter": 3, "rolling 12 months": 12, "year": 12}
MARKS = {
    Status.SUPPRESSED: SUPPRESSED,
    Status.NOT_MEASURED: "not measured",
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
    Status.NOT_SUBMITTED: MISSING,
    Status.MISSING: MISSING,
}
Evidence = Sequence[tuple[str, str, Observation]]  # origin, day known, figure
Unit = tuple[str, str]  # site (the contract's code for it), ward


class Known(Struct):
    """What is known of a figure: counts that may be part of it only, what is wrong with the rest, and since when."""

    numerator: int = 0
    denominator: int = 0
    wrong: set[str] = field(default_factory=set)
    sites_say: set[str] = field(default_factory=set)  # why the sites of an absent total could not be added up
    since: str = ""
    anything: bool = False
    parts: int = 0
    unsent: bool = False  # a row says that nothing was sent, or is blank

    def plus(self, other: Known) -> Known:
        """Both together."""
        return Known(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.wrong | other.wrong,
            self.sites_say | other.sites_say,
            max(self.since, other.since),
            self.anything or other.anything,
            self.parts + other.parts,
            self.unsent or other.unsent,
        )


class Expected(Struct):
    """What a finding must say: a verdict, or any of these reasons; and its counts where they are whole."""

    verdicts: set[str]
    counts: tuple[int | None, int | None] | None


class Oracle:
    """A workspace folder and its evidence, read plainly."""

    def __init__(self, folder: Path, figures: Evidence, as_at: str = "2026-01-31") -> None:
        self.as_at = as_at
        words = _yaml(folder / "rules/vocabulary/words.yaml")
        self.measures: dict[str, dict[str, str]] = words["measures"]
        self.touchpoints = {name: service.get("touchpoints", []) for name, service in words["services"].items()}
        self.rules = {r["id"]: r for r in _yaml(folder / "rules/rules.yaml")["requirements"]}
        self.contracts = [_yaml(path) for path in sorted(folder.glob("contracts/*/contract.yaml"))]
        self.newest: dict[tuple[str, Any], tuple[str, Observation]] = {}
        for origin, day, one in figures:
            key = (origin, _key(one.provider, one.site, one.ward, one.service, one.touchpoint, one.measure, one))
            if day <= as_at and day > self.newest.get(key, ("",))[0]:
                self.newest[key] = (day, one)
        self.rows: dict[tuple[Any, ...], list[tuple[str, Observation]]] = {}
        for (origin, _), (day, one) in self.newest.items():
            where = (origin, one.service, one.touchpoint, one.measure, one.start, one.end)
            self.rows.setdefault(where, []).append((day, one))

    def expected(self, quarter: Period) -> dict[str, Expected]:
        """Every finding of the quarter by id."""
        return {
            finding: Duty(self, contract, rule, service, touchpoint).judge(unit, period)
            for contract in self.contracts
            for rule in self._rules_of(contract)
            for service in self._services(contract, rule)
            for touchpoint in self._touchpoints(rule, service)
            for period in _periods(rule["judged_over"], quarter)
            for unit in self._units(contract, rule, service, touchpoint, period)
            for finding in [_id(period, contract["contract"], rule["id"], service, touchpoint, *unit)]
        }

    def _rules_of(self, contract: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        names = [a["use"] for a in contract["requirements"] or []] + list(contract.get("monitored", []))
        yield from (self.rules[name] for name in names)

    def _services(self, contract: Mapping[str, Any], rule: Mapping[str, Any]) -> list[str]:
        wanted = _listed(rule["service"])
        return ["all"] if wanted == ["all"] else [s for s in contract["services"] if s in wanted]

    def _touchpoints(self, rule: Mapping[str, Any], service: str) -> list[str]:
        asked = _listed(rule.get("touchpoint", []))
        return self.touchpoints[service] if asked == ["each"] else asked or [""]

    def _units(
        self, contract: Mapping[str, Any], rule: Mapping[str, Any], service: str, touchpoint: str, period: Period
    ) -> list[Unit]:
        levels = _listed(rule.get("level", "provider"))
        units: set[Unit] = {("", "")} if "provider" in levels else set()
        named = sites_of(contract, service)
        duty = Duty(self, contract, rule, service, touchpoint)
        seen = duty.seen(rule["measure"], period)
        if "site" in levels:
            units |= {(site, "") for site in (named if has_sites(contract) else [s for s, ward in seen if not ward])}
        if "ward" in levels:
            units |= {(site, ward) for site, ward in seen if ward and (site in named or not has_sites(contract))}
        return sorted(units)


class Duty:
    """One requirement of one contract for one service and touchpoint."""

    def __init__(
        self, all_: Oracle, contract: Mapping[str, Any], rule: Mapping[str, Any], service: str, touchpoint: str
    ):
        self.all, self.contract, self.rule, self.service, self.touchpoint = all_, contract, rule, service, touchpoint
        self.evidence = contract.get("evidence", ["published", "local"])
        provider = contract["provider"]
        self.provider_codes = _codes(provider)
        self.site_codes = {s["ods"]: _codes(s) for s in _sites(contract)}

    def seen(self, measure: str, period: Period) -> set[Unit]:
        """Sites and wards with a row of the measure in the period's last four quarters, by their present code."""
        first = add_months(quarter_of(period.end).start, -9)
        found: set[Unit] = set()
        for _, one in self.all.newest.values():
            same = (one.service, one.touchpoint, one.measure) == (self.service, self.touchpoint, measure)
            if same and one.site and first <= one.start and one.end <= period.end and one.level is not Level.ENGLAND:
                site = self._present(one)
                if site:
                    found.add((site, one.ward))
        return found

    def _present(self, one: Observation) -> str:
        for site, codes in self.site_codes.items():
            if any(code == one.site and (not until or one.end.isoformat() <= until) for code, until in codes):
                return site
        ours = any(
            code == one.provider and (not until or one.end.isoformat() <= until) for code, until in self.provider_codes
        )
        return one.site if ours else ""

    # What is known of a figure

    def figure(self, measure: str, unit: Unit, period: Period) -> Known:
        """From the first source that is complete and countable, else the first with anything."""
        found = [self.from_source(origin, measure, unit, period) for origin in self.evidence]
        whole = [one for one in found if not one.wrong]
        some = [one for one in found if one.anything]
        return (whole or some or found)[0]

    def from_source(self, origin: str, measure: str, unit: Unit, period: Period) -> Known:
        """One source's figure for a month, quarter or year."""
        stated = self.row(origin, measure, unit, period)
        length = len(period.months)
        if length == 1:
            if unit == ("", "") and not stated.anything:
                return self.from_sites(origin, measure, period)
            return stated
        pieces = period.months if length == 3 else [quarter_of(m.start) for m in period.months[::3]]
        added = Known()
        for piece in pieces:
            added = added.plus(self.from_source(origin, measure, unit, piece))
        if stated.wrong or not stated.anything:
            return added
        return added if not added.wrong and added.since > stated.since else stated

    def from_sites(self, origin: str, measure: str, month: Period) -> Known:
        """The sum of every expected site; one that did not report leaves nothing to add up."""
        named = sites_of(self.contract, self.service)
        expected = named if has_sites(self.contract) else sorted({s for s, w in self.seen(measure, month) if not w})
        total = Known(wrong=set() if expected else {MISSING})
        for site in expected:
            total = total.plus(self.row(origin, measure, (site, ""), month))
        if total.wrong:
            # A site that did not report leaves the total absent; where all did, their marks are the total's.
            absent = MISSING in total.wrong
            return Known(
                wrong={MISSING} if absent else total.wrong,
                sites_say=total.wrong,
                anything=not absent or total.unsent,
                unsent=total.unsent,
            )
        total.parts = 1
        return total

    def row(self, origin: str, measure: str, unit: Unit, period: Period) -> Known:
        """What a file says of exactly this unit and period: the codes of one unit that both report are added."""
        site, ward = unit
        total = Known()
        where = (origin, self.service, self.touchpoint, measure, period.start, period.end)
        for since, one in self.all.rows.get(where, ()):
            if one.ward != ward or bool(one.site) != bool(site) or one.level is Level.ENGLAND:
                continue
            codes = self.site_codes.get(site, [(site, "")]) if site else self.provider_codes
            code = one.site if site else one.provider
            if any(code == c and (not until or period.end.isoformat() <= until) for c, until in codes):
                if site and site not in self.site_codes and one.provider not in [c for c, _ in self.provider_codes]:
                    continue
                total = total.plus(_read(one, since))
        if not total.anything:
            total.wrong = {MISSING}
        total.parts = 0 if total.wrong else 1
        return total

    def england(self, measure: str, period: Period) -> Fraction | None:
        """England's share."""
        numerator = denominator = 0
        for month in period.months:
            key = _key("ENG", "", "", self.service, self.touchpoint, measure, month)
            found = self.all.newest.get(("published", key))
            if found is None or found[1].numerator is None:
                return None
            numerator += found[1].numerator
            denominator += found[1].denominator or 0
        return Fraction(numerator, denominator) if denominator else None

    # Judging

    def judge(self, unit: Unit, period: Period) -> Expected:
        """The verdict, or every reason that stands in its way."""
        measure = self.rule["measure"]
        share = self.all.measures[measure]["unit"] == "proportion"
        known = self.figure(measure, unit, period)
        counts = (known.numerator, known.denominator if share else None)
        partial = bool(known.wrong)
        may_be_partial = self.rule.get("partial") == "allowed" and known.wrong == {MISSING} and known.parts > 0
        wrong = set(self.set_aside(period)) | known.wrong
        if not partial and share and not known.denominator:
            wrong.add(ZERO)
        if not partial or may_be_partial:
            wrong |= self.too_few(unit, period, known)
        threshold = self.threshold(period)
        if "require" in self.rule:
            verdict, reasons = self.by_condition(unit, period, known)
        else:
            verdict, reasons = self.by_threshold(unit, period, known, share, threshold)
        wrong |= reasons
        if may_be_partial and wrong == {MISSING}:
            counted = known.denominator or not share
            verdicts = {MISSING} if verdict != "breach" else self.partial_verdicts(threshold, share)
            if known.unsent:  # open: is a part that a row says was not sent like a part that is absent?
                verdicts = verdicts | {MISSING}
            return Expected(verdicts if counted else {MISSING, ZERO}, None)
        wrong |= known.sites_say
        if may_be_partial and share and not known.denominator:
            wrong.add(ZERO)
        if wrong == {MISSING} and known.unsent and self.rule.get("partial") == "allowed":
            # Open as above: with a row marked as not sent, the other source's part of the period may be what is judged.
            return Expected({MISSING, "breach"}, None)
        if wrong:
            return Expected(wrong, None if partial else counts)
        return Expected({verdict}, counts)

    def partial_verdicts(self, threshold: Threshold | None, share: bool) -> set[str]:
        """Of part of a period that falls short: the months to come could still make up "at least so many"."""
        if threshold is None:
            return {"breach", MISSING}  # a condition: the design does not say which comparisons can be made up
        floor = not share and operator_for(threshold, "lower") in (">", ">=")
        return {MISSING} if floor else {"breach"}

    def set_aside(self, period: Period) -> Iterator[str]:
        """Waived, outside the term, or outside the requirement's own dates."""
        last, first = period.end.isoformat(), period.start.isoformat()
        term = self.contract["term"]
        if first < term["from"] or last > term["to"]:
            yield NOT_APPLICABLE
        if first < self.rule.get("from", "") or last > self.rule.get("to", "9999"):
            yield NOT_APPLICABLE
        for waiver in self.contract.get("waivers", []):
            same = waiver["requirement"] == self.rule["id"] and waiver.get("service", self.service) == self.service
            if same and waiver["from"] <= last <= waiver["to"]:
                yield WAIVED

    def threshold(self, period: Period) -> Threshold | None:
        """The line in force on the last day, or the variation that covers it."""
        last = period.end.isoformat()
        if "require" in self.rule:
            return None
        sentence = ""
        adopted = [a for a in self.contract["requirements"] or [] if a["use"] == self.rule["id"]]
        lines = adopted[0].get("threshold", {}) if adopted else {"0000": self.rule["usual_threshold"]}
        for day in sorted(lines):
            if day <= last:
                sentence = lines[day]
        for variation in self.contract.get("variations", []):
            covers = variation["requirement"] == self.rule["id"] and variation["from"] <= last <= variation["to"]
            if covers and variation["signed"] <= self.all.as_at:
                sentence = variation["threshold"]
        return read_threshold(sentence) if sentence else None

    def too_few(self, unit: Unit, period: Period, known: Known) -> set[str]:
        """What `needs` says."""
        if "needs" not in self.rule:
            return set()
        needs = read_condition(self.rule["needs"])
        values, reasons = self.values(needs, unit, period, known)
        held = holds(needs, values)
        return set() if held else {TOO_FEW} if held is False else reasons

    def by_threshold(
        self, unit: Unit, period: Period, known: Known, share: bool, threshold: Threshold | None
    ) -> tuple[str, set[str]]:
        """The verdict against a threshold, and what stands in its way."""
        if threshold is None:
            return "", {NO_THRESHOLD}
        if threshold.against is Against.NOTHING_YET:
            return "", {AGREE}
        measure = self.rule["measure"]
        bound = threshold.bound
        if threshold.against is Against.ENGLAND:
            bound = self.england(measure, period)
        elif threshold.against is Against.YEAR_BEFORE:
            first = add_months(period.start, -12)
            before = self.figure(measure, unit, Period(first, month_of(add_months(period.end.replace(day=1), -12)).end))
            bound = None
            if not before.wrong and (before.denominator or not share):
                bound = Fraction(before.numerator, before.denominator if share else 1)
        if bound is None:
            return "", {NO_COMPARISON}
        if share and not known.denominator:
            return "", set()
        sign = operator_for(threshold, self.all.measures[measure]["better"])
        return "met" if meets(known.numerator, known.denominator if share else None, sign, bound) else "breach", set()

    def by_condition(self, unit: Unit, period: Period, known: Known) -> tuple[str, set[str]]:
        """The verdict of a condition, and why it is unknown where it is."""
        condition = read_condition(self.rule["require"])
        values, reasons = self.values(condition, unit, period, known)
        held = holds(condition, values)
        return ("met" if held else "breach", set()) if held is not None else ("", reasons)

    def values(
        self, condition: Condition, unit: Unit, period: Period, known: Known
    ) -> tuple[dict[str, Fraction | int | None], set[str]]:
        """A value for each word and call of a condition, and why some have none."""
        values: dict[str, Fraction | int | None] = {}
        reasons: set[str] = set()
        for word in _plain_words(condition):
            values[word], why = self.word(word, unit, period, known)
            reasons |= why
        for call in calls_of(condition):
            value, why = self.call(call, unit, period, known)
            values[call.name] = value
            reasons |= why
        return values, reasons

    def word(
        self, word: str, unit: Unit, period: Period, known: Known | None
    ) -> tuple[Fraction | int | None, set[str]]:
        """One word's value in one period, from the requirement's own measure first."""
        own = self.rule["measure"]
        order = [own, *(m for m in self.all.measures if m != own)]
        measure = next(
            m for m in order if word in (m, *(self.all.measures[m].get(k) for k in ("numerator", "denominator")))
        )
        found = known if measure == own and known is not None else self.figure(measure, unit, period)
        if found.wrong and found is not known:
            return None, found.wrong | found.sites_say
        parts = self.all.measures[measure]
        if word == parts.get("denominator"):
            return found.denominator, set()
        if word == parts.get("numerator") or parts["unit"] == "count":
            return found.numerator, set()
        if not found.denominator:
            return None, {ZERO}
        return Fraction(100 * found.numerator, found.denominator), set()

    def call(self, call: Call, unit: Unit, period: Period, known: Known) -> tuple[Fraction | int | None, set[str]]:
        """`total`, `previous` or `change`."""
        assert call.word is not None
        step = 3 if len(period.months) > 1 else 1
        found: list[Fraction | int | None] = []
        why: set[str] = set()
        for back in range(call.periods or 2):
            start = add_months(period.start, -step * back)
            end = month_of(add_months(period.end.replace(day=1), -step * back)).end
            value, reasons = self.word(call.word, unit, Period(start, end), None if back else known)
            found.append(value)
            why |= {MISSING, NO_COMPARISON} | reasons if value is None else set()
        if call.function == "previous":
            return found[1], why
        if any(value is None for value in found):
            return None, why
        numbers = [Fraction(value) for value in found if value is not None]
        return sum(numbers, Fraction(0)) if call.function == "total" else numbers[0] - numbers[1], why


def believable(figures: Evidence) -> list[tuple[str, str, Observation]]:
    """The figures without contradictions: nothing counted has no responses, and a count has no denominator to be zero."""
    made = []
    for origin, day, one in figures:
        if one.status is Status.ZERO_DENOMINATOR:
            share = one.unit == "proportion"
            one = one._replace(numerator=0, denominator=0) if share else one._replace(status=Status.MISSING)
        made.append((origin, day, one))
    return made


def differences(expected: Mapping[str, Expected], found: Mapping[str, Finding]) -> list[str]:
    """Where the program says something else, one line each."""
    said = [f"{name}: only the oracle expects it" for name in expected.keys() - found.keys()]
    said += [
        f"{name}: only the program finds it"
        for name, finding in found.items()
        if name not in expected and not finding.requirement.startswith("RETURN-")
    ]
    for name in expected.keys() & found.keys():
        want, got = expected[name], found[name]
        verdict = "missing" if got.reason in ONE_CLASS else str(got.reason or got.outcome)
        if verdict not in want.verdicts:
            said.append(f"{name}: {verdict} ({got.numerator}/{got.denominator}), the oracle says {want}")
        elif want.counts is not None and (got.numerator, got.denominator) not in _may_show(verdict, want.counts):
            said.append(f"{name}: {verdict} {got.numerator}/{got.denominator}, the oracle says {want}")
    return sorted(said)


def _may_show(verdict: str, counts: tuple[int | None, int | None]) -> list[tuple[int | None, int | None]]:
    """A finding that is judged, or has too little to be judged, shows its counts; with other reasons it may."""
    shown = ("met", "breach", TOO_FEW, ZERO, AGREE)
    return [counts] if verdict in shown else [counts, (None, None)]


def sites_of(contract: Mapping[str, Any], service: str) -> list[str]:
    """The contract's sites that have the service."""
    return [s["ods"] for s in _sites(contract) if service == "all" or service in s.get("services", [service])]


def has_sites(contract: Mapping[str, Any]) -> bool:
    """Whether the contract names any site."""
    return bool(_sites(contract))


def _sites(contract: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [s if isinstance(s, dict) else {"ods": s} for s in contract["provider"].get("sites", [])]


def _codes(place: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(place["ods"], ""), *((f["ods"], f["until"]) for f in place.get("formerly", []))]


def _read(one: Observation, since: str) -> Known:
    if one.status in MARKS:
        mark = MARKS[one.status]
        return Known(wrong={mark}, since=since, anything=True, unsent=mark == MISSING)
    if one.numerator is None:
        return Known(wrong={SUPPRESSED if one.status is Status.REPORTED else ZERO}, since=since, anything=True)
    return Known(one.numerator, one.denominator or 0, since=since, anything=True)


def _plain_words(condition: Condition) -> set[str]:
    """The words outside calls."""
    found: set[str] = set()
    for part in comparisons_of(condition):
        inside = [call.word for call in calls_of(part)]
        for word in words_of(part):
            if word in inside:
                inside.remove(word)
            else:
                found.add(word)
    return found


def _periods(judged_over: str, quarter: Period) -> list[Period]:
    length = LENGTHS[judged_over]
    ends = quarter.months if length == 1 else quarter.months[-1:]
    if judged_over == "year":
        ends = tuple(m for m in ends if m.end.month == 3)
    return [Period(add_months(m.start, 1 - length), m.end) for m in ends]


def _id(period: Period, *parts: str) -> str:
    return "/".join(part for part in (period.key, *parts) if part)


def _key(*parts: Any) -> tuple[Any, ...]:
    return (*parts[:-1], parts[-1].start, parts[-1].end)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # every value stays text
