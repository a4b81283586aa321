"""The thresholds between two, step by step, as exact numbers."""

from __future__ import annotations

import re
from fractions import Fraction

from pxcommission.problems import ExitCode, Problem, ProblemsFound, shortened
from pxcommission.rulebook.thresholds import Against, Threshold, bound_text, read_threshold

MOST = 200
_SENSES = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
_FORM = re.compile(r"(?:(at least|at most|more than|less than) +)?([0-9]{1,9}(?:\.[0-9]{1,6})?)( ?%)?")


def thresholds_between(
    first: str, last: str, step: str, current: Threshold | None, better: str, share: bool
) -> tuple[Threshold, ...]:
    """Every threshold from `first` to `last` by `step`, smallest number first, as `at least 85%` or plain `85%`.

    A plain number takes the sense of the current threshold, else of the direction in which the measure is better.
    Raises ProblemsFound (exit code 2).
    """
    read = [_read(option, text, share) for option, text in (("--from", first), ("--to", last), ("--step", step))]
    senses = list(dict.fromkeys(sense for sense, _ in read[:2] if sense)) or [_usual_sense(current, better)]
    if len(senses) > 1:
        raise _refused("--to", f"--from says '{senses[0]}' and --to says '{senses[1]}'", "write the same in both")
    if read[2][0]:
        raise _refused("--step", f"a step is a number alone, not '{shortened(step)}'", f"write {_example(share)}")
    low, high = sorted((read[0][1], read[1][1]))
    by = read[2][1]
    if by == 0:
        raise _refused("--step", "a step of 0 leads nowhere", f"write {_example(share)}")
    count = (high - low) // by + 1
    if count > MOST:
        raise _refused("--step", f"that makes {count:,} thresholds; at most {MOST} are tried", "take a larger step")
    found = [read_threshold(f"{senses[0]} {bound_text(low + by * number, share)}") for number in range(count)]
    return tuple(threshold for threshold in found if threshold is not None)


def with_current(thresholds: tuple[Threshold, ...], current: Threshold | None) -> tuple[Threshold, ...]:
    """The thresholds with the current one in its place among them, when it lies between the first and the last."""
    if current is None or current.bound is None or current.operator != thresholds[0].operator:
        return thresholds
    bounds = [threshold.bound or Fraction(0) for threshold in thresholds]
    if current.bound in bounds or not bounds[0] < current.bound < bounds[-1]:
        return thresholds
    return tuple(sorted((*thresholds, current), key=lambda threshold: threshold.bound or Fraction(0)))


def _usual_sense(current: Threshold | None, better: str) -> str:
    if current is not None and current.against is Against.NUMBER:
        return _SENSES[current.operator]
    if better == "neither":
        fix = 'write the sense: --from "at least 85%" --to "at least 97%"'
        raise _refused(
            "--from", "neither more nor less is better for this measure, so a number alone says too little", fix
        )
    return "at least" if better == "higher" else "at most"


def _read(option: str, text: str, share: bool) -> tuple[str, Fraction]:
    found = _FORM.fullmatch(" ".join(text.split()))
    example = (
        _example(share) if option == "--step" else f'"at least {"85%" if share else "5"}" or {"85%" if share else "5"}'
    )
    if found is None:
        raise _refused(option, f"'{shortened(text)}' is no threshold to step through", f"write {example}")
    if share and not found[3]:
        raise _refused(
            option, f"the measure is a share, and '{shortened(text)}' has no per cent sign", f"write {example}"
        )
    if not share and found[3]:
        raise _refused(
            option, f"the measure is a count, and '{shortened(text)}' has a per cent sign", f"write {example}"
        )
    value = Fraction(found[2]) / (100 if share else 1)
    if share and value > 1:
        raise _refused(option, f"a share can't be over 100%; found '{shortened(text)}'", f"write {example}")
    return found[1] or "", value


def _example(share: bool) -> str:
    return "1%" if share else "1"


def _refused(option: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(option, message, fix)], ExitCode.USAGE)
