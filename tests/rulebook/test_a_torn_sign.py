"""A comparison sign torn apart by a space is named as that."""

from __future__ import annotations

import pytest

from pxcommission.rulebook.condition_text import NotACondition, read_condition


@pytest.mark.parametrize(
    ("text", "sign"), [("responses > = 30", ">="), ("a < = 3", "<="), ("a ! = 3", "!="), ("a = = 3", "==")]
)
def test_a_sign_torn_apart_is_put_together(text: str, sign: str) -> None:
    with pytest.raises(NotACondition) as found:
        read_condition(text)
    assert found.value.message == "the sign is torn apart by a space"
    assert found.value.fix == f"write {sign} without a space in it"
