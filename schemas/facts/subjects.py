"""Facts of a subject: a person or a body, known by the keyed hash of its identity."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Fact, Refused


class SubjectRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.subject.refused.v1"


SUBJECTS: Final[tuple[type[Fact], ...]] = (SubjectRefused,)
