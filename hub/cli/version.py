"""``hub version``."""

from __future__ import annotations

from importlib.metadata import version as version_of
from json import dumps


def version(json: bool = False) -> None:
    """显示版本 · Show the version.

    Example: hub version --json
    """
    number = version_of("tongban-hub")
    print(dumps({"version": number}) if json else f"hub {number}")
