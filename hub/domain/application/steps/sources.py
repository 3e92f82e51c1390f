"""Sources that several rows share, where no law says it."""

from __future__ import annotations

from typing import Final

ONE_NUMBER: Final = "hub: one number, one case"
CLOCK: Final = "hub: the clock is a message"
CALENDAR: Final = "全国年节及纪念日放假办法; the State Council's yearly notice"
LEASE: Final = "hub: one handler at a time [L]"
APPLICANTS_WILL: Final = "the applicant's will"
