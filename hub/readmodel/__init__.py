"""The read model: what screens and commands look at, in PostgreSQL, made of facts and of nothing else."""

from hub.readmodel.comparison import Fingerprint, compare, fingerprint
from hub.readmodel.ledger import PostgresLedger
from hub.readmodel.migrate import MigrationError, migrate, rebuild
from hub.readmodel.queries import Bundle, BundleChild, Case, LampCount, Page, ReadModel, TimelineEntry, read_model

__all__ = [
    "Bundle",
    "BundleChild",
    "Case",
    "Fingerprint",
    "LampCount",
    "MigrationError",
    "Page",
    "PostgresLedger",
    "ReadModel",
    "TimelineEntry",
    "compare",
    "fingerprint",
    "migrate",
    "read_model",
    "rebuild",
]
