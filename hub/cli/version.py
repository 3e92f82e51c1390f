"""``hub version``."""

from __future__ import annotations

import json
from importlib.metadata import version as version_of


def version(as_json: bool = False) -> None:
    """显示版本 · Show the version.

    Example: hub version --json
    """
    number = version_of("tongban-hub")
    print(json.dumps({"version": number}) if as_json else f"hub {number}")
