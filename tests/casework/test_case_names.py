"""Which case a name or part of one means."""

from __future__ import annotations

import pytest

from pxcommission.casework.case_names import case_named
from pxcommission.problems import ExitCode, ProblemsFound

KNOWN = ("ACUTE/FFT-OP-POSITIVE/outpatient", "ACUTE/FFT-MH-POSITIVE/mental health", "OTHER/FFT-MH-POSITIVE/mental health",
         "ACUTE/SUR/inpatient", "ACUTE/SUR/emergency")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("FFT-OP-POSITIVE", KNOWN[0]),
        ("acute/fft-op-positive", KNOWN[0]),
        ("ACUTE/FFT-MH-POSITIVE/mental-health", KNOWN[1]),
        ("OTHER/FFT-MH-POSITIVE", KNOWN[2]),
        ("SUR/emergency", KNOWN[4]),
    ],
)
def test_a_part_that_fits_one_case_is_enough(text: str, case: str) -> None:
    assert case_named(text, KNOWN) == case


def test_a_name_that_fits_several_lists_them() -> None:
    with pytest.raises(ProblemsFound) as found:
        case_named("FFT-MH-POSITIVE", KNOWN)
    assert found.value.exit_code is ExitCode.USAGE
    assert found.value.problems[0].fix == f"write one of: {KNOWN[1]}, {KNOWN[2]}"


def test_a_misspelt_name_is_met_with_the_nearest() -> None:
    with pytest.raises(ProblemsFound, match="did you mean 'FFT-OP-POSITIVE'"):
        case_named("FFT-OP-POSTIVE", KNOWN)
