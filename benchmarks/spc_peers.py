"""The times of other Python packages on the series of `spc.py`, as JSON; run by it with an interpreter that has them.

Each is asked for limits, special causes and both icons of every series, where it has them, and draws nothing.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

LONGEST, TOGETHER = 60.0, 100


def main() -> None:
    """Print the name, version and seconds of each package that is installed."""
    values = np.load(Path(sys.argv[1]))
    target = float(sys.argv[2])
    print(json.dumps([(name, *seconds(work, values, target)) for name, work in installed()]))


def installed() -> Iterator[tuple[str, Callable[[np.ndarray, float], None]]]:
    """The packages there are."""
    from importlib.metadata import version

    for name, work in (("abspc", with_abspc), ("controlchartspy", with_controlchartspy)):
        if importlib.util.find_spec(name):
            yield f"{name} {version(name)}", work


def seconds(work: Callable[[np.ndarray, float], None], values: np.ndarray, target: float) -> tuple[float, int]:
    """How long all series take, after a first one that loads what is needed, and of how many that is known.

    A package that needs more than a minute is stopped there, and its time scaled to all series.
    """
    work(values[:1], target)
    began = time.perf_counter()
    done = 0
    while done < len(values) and time.perf_counter() - began < LONGEST:
        work(values[done : done + TOGETHER], target)
        done = min(done + TOGETHER, len(values))
    return (time.perf_counter() - began) * len(values) / done, done


def with_abspc(values: np.ndarray, target: float) -> None:
    """Limits, special causes, variation and assurance of each series."""
    import abspc
    import pandas as pd

    for row in values:
        found = abspc.calculate_control_limits(pd.DataFrame({"value": row}), "XmR")
        found = abspc.detect_special_causes(found)
        abspc.determine_variation_type(found)
        abspc.determine_assurance_type(found, target)


def with_controlchartspy(values: np.ndarray, target: float) -> None:
    """Limits, outliers and icons' ground of each series."""
    from controlchartspy import spc

    days = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(values.shape[1])]
    outliers = {"astronomical": True, "shift": True, "shift_n": 7, "trend": True, "trend_n": 7, "two_in_three": True}
    for row in values.tolist():
        spc(
            data={"month": days, "value": row},
            keys="month",
            numerators="value",
            outlier_settings=outliers,
            line_settings={"alt_target": target},
            return_objs=["limits"],
        )


if __name__ == "__main__":
    main()
