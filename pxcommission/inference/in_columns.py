"""What a ladder decides for a table of cases: both engines read each different situation once, the columns carry it to all.

A situation is what a ladder can know of a case: the period's words, whether its evidence is citable, final and corroborated,
and where the case stands. Cases in the same situation get the same decision from either engine, so a nation's cases cost
what their different situations cost. For replays and what-ifs over many contracts; a check gives each case its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pxcommission.inference.cases import CaseSignals, CaseState, Decision
from pxcommission.inference.compile_ladder import CompiledLadder
from pxcommission.inference.engines import Engine, decisions_of, issued
from pxcommission.inference.rule_terms import REPLY_DATE_PASSED, STAGE
from pxcommission.inference.words import is_period_word, issued_rank
from pxcommission.periods import quarter_of

CITABLE, FINAL, CORROBORATED = "citable", "final", "corroborated"
LADDER_RULE, STAGE_AFTER = "ladder_rule", "stage_after"
_RESTRAINTS = (CITABLE, FINAL, CORROBORATED)
_STATE = (STAGE, REPLY_DATE_PASSED, "reply_overdue", "notice_open", "plan_overdue", "exception_reports_in_6_months")
_SOME_PERIOD = quarter_of(date(2026, 1, 1))


def decided_in_columns(ladder: CompiledLadder, cases: pl.DataFrame, engine: Engine) -> pl.DataFrame:
    """The rows with `ladder_rule` (empty: no rule decides) and `stage_after`, the rank once the proposal is issued.

    One row a case of one period, in a column for each word (null: unknown): words of the period; citable, final and
    corroborated (true where there is no column); `stage`, as a rank from 0, and the register's other words. Other columns
    are kept and decide nothing. Raises as `decisions_of` does; ValueError where a stage is no rank of the ladder.
    """
    words = [name for name in cases.columns if is_period_word(name) or name in (*_RESTRAINTS, *_STATE)]
    situations = cases.select(words).unique(maintain_order=True)
    rows = list(situations.iter_rows(named=True))
    signals = [_signals(number, row) for number, row in enumerate(rows)]
    stands = [_state(ladder, row) for row in rows]
    states = {one.case: state for one, state in zip(signals, stands, strict=True)}
    decisions = decisions_of(ladder, signals, states, engine)
    decided = situations.with_columns(
        pl.Series(LADDER_RULE, [one.ladder_rule for one in decisions], pl.String),
        pl.Series(STAGE_AFTER, _ranks_after(ladder, stands, decisions), pl.Int64),
    )
    return cases.join(decided, on=words, how="left", nulls_equal=True, maintain_order="left")


def _signals(number: int, row: Mapping[str, int | None]) -> CaseSignals:
    known = {word: value for word, value in row.items() if is_period_word(word) and value is not None}
    return CaseSignals(
        contract="",
        requirement=f"situation-{number}",
        service="",
        aspect="",
        period=_SOME_PERIOD,
        words=tuple(sorted((word, int(value)) for word, value in known.items())),
        citable=bool(row.get(CITABLE, True)),
        final=bool(row.get(FINAL, True)),
        uncorroborated="" if row.get(CORROBORATED, True) else "no independent source agrees",
    )


def _state(ladder: CompiledLadder, row: Mapping[str, int | None]) -> CaseState:
    stages = ladder.ladder.stages
    rank = row.get(STAGE) or 0
    if not 0 <= rank <= len(stages):
        raise ValueError(f"{rank} is no stage of a ladder of {len(stages)}")
    return CaseState(
        stage=stages[rank - 1].id if rank else "",
        reply_date_passed=bool(row.get(REPLY_DATE_PASSED)),
        reply_overdue=bool(row.get("reply_overdue")),
        notice_open=bool(row.get("notice_open")),
        plan_overdue=bool(row.get("plan_overdue")),
        exception_reports_in_6_months=row.get("exception_reports_in_6_months") or 0,
    )


def _ranks_after(ladder: CompiledLadder, stands: list[CaseState], decisions: list[Decision]) -> list[int]:
    after = (issued(ladder.ladder, state, one) for state, one in zip(stands, decisions, strict=True))
    return [issued_rank(ladder.ladder, state) for state in after]
