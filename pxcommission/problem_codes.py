"""Every code a problem can carry: PX0xx the shape of files, PX1xx the meaning of rules and contracts, PX6xx refusals in a case."""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.problem_code import ProblemCode
from pxcommission.problem_codes_cases import CASES
from pxcommission.problem_codes_contracts import CONTRACTS
from pxcommission.problem_codes_files import FILES
from pxcommission.problem_codes_forms import CALENDAR, FORMS
from pxcommission.problem_codes_ladders import LADDERS
from pxcommission.problem_codes_rules import CONDITIONS, NAMES, SOURCES, TESTS

__all__ = ["CODES", "ProblemCode"]

_EVERY = (*FILES, *CALENDAR, *NAMES, *CONDITIONS, *TESTS, *LADDERS, *FORMS, *CONTRACTS, *SOURCES, *CASES)

CODES: Mapping[str, ProblemCode] = {entry.code: entry for entry in _EVERY}
