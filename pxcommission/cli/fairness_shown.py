"""`pxcommission check PERIOD --fairness`: like shortfalls that led to different steps, or to none, each with the reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from pxcommission.cli.options import Options
from pxcommission.cli.paragraphs import paragraph
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.fairness import DIFFERENT_STEPS, Fairness, LikeShortfalls, Member, fairness_of
from pxcommission.problems import printable

COLUMNS = ("group", "kind", "requirement", "service", "alike", "contract", "provider", "own_requirement", "period", "figure",
           "level", "outcome", "step", "reasons", "findings")  # fmt: skip
ALIKE = (
    "Like: the same measure, aspect and service, standing alike by chance (clearly worse than the level, not distinguishable "
    "from it, or not to be told), for as many periods running (one, two, three or more)."
)
LOOK = "A difference is a question for you, not for a provider: is the reason one that you would give to both of them?"


def show_fairness(checked: Sequence[CheckedContract], options: Options) -> None:
    """Print what was found, in the format asked for."""
    fairness = fairness_of(checked)
    match options.format:
        case "json":
            print(json.dumps(_document(fairness, checked), ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import rows_csv

            rows = ([_cell(row[name]) for name in COLUMNS] for row in _rows(fairness.groups))
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            _show(fairness, checked[0].period.label)


def _show(fairness: Fairness, period: str) -> None:
    contracts = fairness.contracts
    print(f"\nLike shortfalls side by side, {period}: {len(contracts)} contract{'' if len(contracts) == 1 else 's'}")
    if len(contracts) == 1:
        print(paragraph(f"Only {contracts[0]} was checked: there is no other contract to compare it with.", "  "))
        return
    if not fairness.groups:
        found = f"{fairness.alike} group{'' if fairness.alike == 1 else 's'} of like shortfalls"
        none = "No two contracts have like shortfalls." if not fairness.alike else f"{found}; all led to the same step."
        print(paragraph(none, "  "))
        return
    for group in fairness.groups:
        print(f"\n{printable(group.requirement)}, {printable(group.service)} ({printable(group.alike)}): {group.kind}")
        for member in group.members:
            print(paragraph(member_text(member), "  ", "    "))
        print(paragraph(f"In short: {sentence_of(group)}", "  ", "    "))
    print()
    print(paragraph(ALIKE))
    print(paragraph(LOOK))


def member_text(member: Member) -> str:
    """`ACUTE, 2025/26 Q2: 170 of 200, short by 10, against at least 90%: Challenge letter, proposed`."""
    one = member.treated
    figure = ", ".join(
        part for part in (one.figure, f"against {' or '.join(one.levels)}" if one.levels else "") if part
    )
    label = one.findings[0].period.label
    return printable(f"{one.contract}, {label}: {f'{figure}: ' if figure else ''}{one.step.text}")


def sentence_of(group: LikeShortfalls) -> str:
    """The group in one sentence, with every reason."""
    first, *rest = group.members
    if group.kind != DIFFERENT_STEPS:
        told = "; ".join(f"{one.treated.contract}: {'; '.join(one.reasons)}" for one in group.members)
        return printable(f"nothing came of any of them. {told}.")
    same = [one for one in rest if not one.reasons]
    others = [one for one in rest if one.reasons]
    led = " and ".join(one.treated.contract for one in (first, *same))
    told = ". ".join(
        f"{one.treated.contract} to {_small(one.treated.step.name)}: {'; '.join(one.reasons)}" for one in others
    )
    return printable(f"{led} led to {_small(first.treated.step.name)}. {told}.")


def _small(name: str) -> str:
    from pxcommission.inference.reference import with_a

    return name if name == "no step" else with_a(name)


def _document(fairness: Fairness, checked: Sequence[CheckedContract]) -> dict[str, Any]:
    note = "only one contract was checked" if len(fairness.contracts) == 1 else ""
    groups = [
        {"kind": group.kind, "requirement": group.requirement, "service": group.service, "alike": group.alike,
         "sentence": sentence_of(group), "unexplained": group.unexplained,
         "members": [_member(member) for member in group.members]}
        for group in fairness.groups
    ]  # fmt: skip
    return {
        "period": checked[0].period.key, "as_at": checked[0].as_at.isoformat(), "contracts": list(fairness.contracts),
        "note": note, "like_groups": fairness.alike, "groups": groups,
    }  # fmt: skip


def _rows(groups: Sequence[LikeShortfalls]) -> list[dict[str, Any]]:
    return [
        {"group": number, "kind": group.kind, "requirement": group.requirement, "service": group.service,
         "alike": group.alike, **_member(member)}
        for number, group in enumerate(groups, start=1) for member in group.members
    ]  # fmt: skip


def _member(member: Member) -> dict[str, Any]:
    one = member.treated
    return {
        "contract": one.contract, "provider": one.findings[0].provider, "own_requirement": one.requirement,
        "period": one.findings[0].period.key, "figure": one.figure, "level": " or ".join(one.levels),
        "outcome": one.findings[0].outcome.value, "step": one.step.text, "reasons": list(member.reasons),
        "findings": [finding.id for finding in one.findings],
    }  # fmt: skip


def _cell(value: object) -> object:
    return "; ".join(str(one) for one in value) if isinstance(value, list) else value
