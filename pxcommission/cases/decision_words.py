"""What may be written under Decision in the escalation workbook."""

from __future__ import annotations

TO_DECIDE, ISSUE, HOLD, NOT_PURSUED = "to decide", "issue", "hold", "not pursued"
DECISIONS = (TO_DECIDE, ISSUE, HOLD, NOT_PURSUED)
