"""Random worlds with what is rare: former codes, stated quarters, touchpoints, rolling years, variations, waivers, shared providers."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from small_workspace import Small, adopt, figure, reading, rule, small

from pxcommission.assessment.findings import Finding
from pxcommission.evidence.observations import Level, Observation, Status
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period, add_months, month_of, quarter_of, read_period
from pxcommission.quarter import check_quarter
from pxcommission.workspace import open_workspace

DAYS = ("2025-11-01", "2025-12-01", "2026-01-15", "2026-02-15")  # the last is not known yet
AS_AT = "2026-01-31"
MONTHS = tuple(month_of(add_months(date(2024, 7, 1), n)) for n in range(15))
Figures = list[tuple[str, str, Observation]]


def _with(text: str, line: str) -> str:
    return text.replace("    severity", f"    {line}\n    severity")


RULES = {
    "W0": rule("W0", service="[inpatient, emergency]"),
    "W1": _with(rule("W1", service="maternity"), "touchpoint: each"),
    "W2": rule("W2", judged_over="rolling 12 months"),
    "W3": _with(rule("W3", judged_over="month"), "level: site"),
    "W4": _with(rule("W4"), "level: [site, ward]"),
    "W5": rule("W5", judged_over="month"),
    "W6": rule("W6", "require: total(positive, 3) >= 100 or previous(positive) <= positive", judged_over="month"),
    "W7": rule("W7", "usual_threshold: none", measure="late_letters", service="all"),
    "W8": rule(
        "W8",
        "require: not (10 * positive < 9 * responses)\n    needs: responses >= 300",
        judged_over="rolling 12 months",
    ),
    "W9": _with(rule("W9"), "from: 2025-08-01"),
    "W10": _with(rule("W10"), "to: 2025-06-30"),
    "W11": _with(rule("W11", "usual_threshold: at most 20", measure="late_letters", service="all"), "partial: allowed"),
    "W12": _with(rule("W12", judged_over="rolling 12 months"), "level: site"),
}
JUDGED_BY_THRESHOLD = [name for name, text in RULES.items() if "usual_threshold" in text]
SENTENCES = ("at least 90%", "more than 90%", "at least 33.3%", "better than England", "not worse than England",
             "not worse than the same period last year", "to be agreed")  # fmt: skip
COUNTS = ("none", "at most 3", "at most 20", "not worse than the same period last year")


class WideWorld:
    """Contracts as text, by name, and every figure with the edition it stands in."""

    def __init__(self, seed: int, contracts: int = 6) -> None:
        self.rng = random.Random(seed)
        self.contracts: dict[str, str] = {}
        self.figures: Figures = []
        for number in range(contracts):
            ods = f"RY{number // 2 if number < 2 else number:02d}"  # the first two share a provider
            self._contract(f"W{number}", ods, f"{ods}{'AB'[number % 2]}" if number < 2 else ods)
        for service, touchpoint in (
            ("inpatient", ""),
            ("emergency", ""),
            ("maternity", "antenatal"),
            ("maternity", "birth"),
        ):
            for month in MONTHS:
                for day in self._days():
                    one = figure(self.rng.randint(8000, 9500), 10000, month, provider="ENG", level=Level.ENGLAND,
                                 service=service, touchpoint=touchpoint)  # fmt: skip
                    self.figures.append(("published", day, one))

    def _days(self) -> list[str]:
        return self.rng.sample(DAYS, self.rng.choice([1, 1, 2, 3]))

    def _contract(self, name: str, ods: str, stem: str) -> None:
        rng = self.rng
        chosen = rng.sample(sorted(RULES), 4)
        monitored = [n for n in chosen[3:] if n in JUDGED_BY_THRESHOLD]
        adopted = "".join(adopt(n, self._threshold(n)) for n in chosen if n not in monitored)
        more = f"evidence: [{rng.choice(['published, local', 'local, published', 'local', 'published'])}]\n"
        more += f"monitored: [{', '.join(monitored)}]\n" if monitored else ""
        more += self._changes([n for n in chosen if n not in monitored])
        former = f"RV{ods[2:]}" if rng.random() < 0.4 and len(stem) == len(ods) else ""
        until = rng.choice(MONTHS[6:]).end
        sites = [f"{stem}1", f"{stem}2"] if rng.random() < 0.7 else []
        former_site = f"{stem}9" if sites and rng.random() < 0.4 else ""
        provider = f"formerly: [{{ods: {former}, until: {until}}}]\n  " if former else ""
        first = f"{{ods: {sites[0]}, formerly: [{{ods: {former_site}, until: {until}}}]}}" if former_site else ""
        services = rng.choice(["", ", services: [inpatient]", ", services: [inpatient, maternity]"])
        if sites:
            provider += f"sites: [{first or sites[0]}, {{ods: {sites[1]}{services}}}]"
        self.contracts[name] = self._text(name, ods, adopted, more, provider)
        unnamed = [] if sites else rng.sample([f"{stem}5", f"{stem}6"], rng.choice([0, 1, 2]))
        # Stated quarters stand in no world with former codes (what counts is open there).
        stated = not former and not former_site and len(stem) <= len(ods) and rng.random() < 0.5
        own_total = rng.random() < 0.6 and name != "W1"  # W0 and W1 share a provider: one of them brings its rows
        places = [(ods, "", "")] if own_total else []
        places += [(ods, site, "") for site in sites or unnamed]
        places += [(ods, site, "Ward A") for site in (sites or unnamed)[:1]]
        lacks = (
            ["emergency", "maternity"] if services == ", services: [inpatient]" else ["emergency"] if services else []
        )
        for place in places:
            self._place(*place, stated and not place[1], lacks if [place[1]] == sites[-1:] else [])
        if former:
            self._former(former, "", until)
        if former_site:
            self._former(rng.choice([ods, "RQ9"]), former_site, until)

    def _text(self, name: str, ods: str, adopted: str, more: str, provider: str) -> str:
        from small_workspace import CONTRACT

        made = CONTRACT.format(id=name, ods=ods, adopted=adopted, more=more, provider=provider)
        begun = self.rng.choice(["2024-04-01", "2024-04-01", "2025-01-01", "2025-08-01"])
        return made.replace("term: {from: 2024-04-01", f"term: {{from: {begun}")

    def _threshold(self, name: str) -> str:
        if name not in JUDGED_BY_THRESHOLD:
            return ""
        sentences = COUNTS if "late_letters" in RULES[name] else SENTENCES
        days = self.rng.choice([["2024-04-01"], ["2024-04-01", "2025-08-15"], ["2025-07-31"], ["2025-10-01"]])
        return ", ".join(f"{day}: {self.rng.choice(sentences)}" for day in days)

    def _changes(self, names: list[str]) -> str:
        rng, more = self.rng, ""
        varied = [n for n in names if n in JUDGED_BY_THRESHOLD]
        if varied and rng.random() < 0.4:
            name = rng.choice(varied)
            sentence = rng.choice(COUNTS if "late_letters" in RULES[name] else SENTENCES)
            signed = rng.choice(["2025-06-30", "2026-01-31", "2026-02-01"])
            span = rng.choice(["from: 2025-07-01, to: 2025-12-31", "from: 2025-08-31, to: 2025-08-31"])
            more += f"variations:\n  - {{requirement: {name}, {span}, threshold: {sentence}, document: V, signed: {signed}, reason: R.}}\n"
        if rng.random() < 0.2:
            service = "service: inpatient, " if "inpatient" in RULES[names[0]] and rng.random() < 0.5 else ""
            span = rng.choice(["from: 2025-07-01, to: 2025-09-30", "from: 2025-08-01, to: 2025-09-15"])
            more += (
                f"waivers:\n  - {{requirement: {names[0]}, {service}{span}, reason: R., source: S, approved_by: A}}\n"
            )
        return more

    def _place(self, provider: str, site: str, ward: str, stated: bool, lacks: list[str]) -> None:
        rng = self.rng
        for measure, service, touchpoint in _subjects(site, ward):
            if service in lacks:
                continue
            for origin in rng.choice([["published"], ["local"], ["local", "published"]]):
                gap = rng.choice([None] * 3 + list(MONTHS[-5:]))
                for month in MONTHS:
                    if month == gap:
                        continue
                    for day in self._days():
                        one = self._one(month, provider, site, ward, measure, service, touchpoint, 0.02)
                        self.figures.append((origin, day, one))
                for quarter in {quarter_of(m.start) for m in MONTHS} if stated else set():
                    for day in self._days() if rng.random() < 0.4 else []:
                        one = self._one(quarter, provider, site, ward, measure, service, touchpoint, 0)
                        self.figures.append((origin, day, one))

    def _former(self, provider: str, site: str, until: date) -> None:
        for measure, service, touchpoint in _subjects(site, ""):
            for month in MONTHS:
                if self.rng.random() < 0.8 and month.start <= add_months(until, 2):
                    one = self._one(month, provider, site, "", measure, service, touchpoint, 0)
                    self.figures.append((self.rng.choice(["published", "local"]), self.rng.choice(DAYS[:2]), one))

    def _one(self, period: Period, provider: str, site: str, ward: str, measure: str, service: str, touchpoint: str,
             odd: float) -> Observation:  # fmt: skip
        rng = self.rng
        numerator: int | None
        denominator: int | None
        status = rng.choice(list(Status)) if rng.random() < odd else Status.REPORTED
        denominator = rng.choice([0, 9, 10, 30, 100, 1000])
        numerator = max(0, denominator * 9 // 10 + rng.choice([-1, 0, 1])) if denominator else 0
        value = ""
        if measure == "late_letters":
            numerator, denominator = rng.choice([0, 0, 1, 2]), None
            status = Status.MISSING if status is Status.ZERO_DENOMINATOR else status
        elif denominator == 0 and status is Status.REPORTED:
            status = Status.ZERO_DENOMINATOR
        elif status is Status.ZERO_DENOMINATOR:
            numerator = denominator = 0
        elif status is Status.REPORTED and rng.random() < odd:
            numerator, value = None, "0.9"  # published without its counts
        if status not in (Status.REPORTED, Status.ZERO_DENOMINATOR):
            numerator = denominator = None
        return figure(numerator, denominator, period, provider=provider, site=site, ward=ward, measure=measure,
                      service=service, touchpoint=touchpoint, status=status, value=value)  # fmt: skip


def _subjects(site: str, ward: str) -> list[tuple[str, str, str]]:
    """What a place reports: a ward inpatients only; letters are about all services."""
    asked = ("inpatient", ""), ("emergency", ""), ("maternity", "antenatal"), ("maternity", "birth")
    shares = [("answers_positive", service, touchpoint) for service, touchpoint in asked]
    return shares[:1] if ward else [*shares, ("late_letters", "all", "")]


@contextmanager
def wide_workspace(world: WideWorld) -> Iterator[Small]:
    """A workspace of the world, its figures loaded, in a folder that goes away afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        space = small(folder).rules(*RULES.values())
        for name, text in world.contracts.items():
            space.write(f"contracts/{name.lower()}/contract.yaml", text)
        store = EvidenceStore(folder)
        for origin in ("published", "local"):
            for day in DAYS:
                chosen = tuple(o for where, when, o in world.figures if (where, when) == (origin, day))
                dates = {"published": day} if origin == "published" else {"received": day}
                store.add(reading(chosen, f"{origin}-{day}.csv", **dates))
        yield space
    finally:
        shutil.rmtree(folder)


def wide_findings(space: Small) -> dict[str, Finding]:
    """Every finding of 2025/26 Q2 by id."""
    opened = open_workspace(space.folder)
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    contracts = tuple(opened.rulebook.contracts.values())
    checked = check_quarter(opened, quarter, date.fromisoformat(AS_AT), contracts, "durable")
    return {finding.id: finding for one in checked for finding in one.findings}
