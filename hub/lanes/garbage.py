"""How often Python looks for garbage in rings.

A lane makes some ten thousand values per batch and drops them with it; none of them is part of a ring. At Python's
own threshold (700) it looks at them many times over, which took a fifth to a third of a lane's time.
"""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 500_000
"""Values made and not dropped until Python looks for rings among them: more than the batches of all lanes hold."""
ROUNDS: Final = 20
"""Such looks until it looks at older ones as well."""


def look_rarely() -> None:
    """Set it for this process; whatever exists now is never looked at again. Called once, when it starts to work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)
