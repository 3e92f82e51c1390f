"""Reference data as one immutable value, and how routing rules are weighed."""

from hub.domain.reference.routing import Matter, Verdict, Weighed
from hub.domain.reference.table import NOTHING_READ, Reference

__all__ = ["NOTHING_READ", "Matter", "Reference", "Verdict", "Weighed"]
