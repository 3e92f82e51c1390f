"""Who accepts and who decides in the competent organ's name, by the item's stage of 通办.

An organ may entrust another with its licences (许可法 art. 24); what that one does is done in the organ's name. The
window where the person stands may be entrusted with acceptance, or with the decision too (无差别): it is then whom the
hub offers the work to; who is competent stays who it is.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hub.domain.application.addressing import addressee
from hub.domain.reference import Reference
from schemas.application import Mode
from schemas.parties import Addressee
from schemas.reference import WINDOWS, Item, Unit
from schemas.values import endpoint_region


class Entrusted(NamedTuple):
    """Who acts in the competent organ's name; None: the organ itself."""

    acceptor: Addressee | None = None
    decider: Addressee | None = None


def entrusted(item: Item, mode: Mode, competent: Unit, origin: tuple[str, date], reference: Reference) -> Entrusted:
    """Give who accepts and decides what an endpoint (``origin``, with the day) files.

    Online nobody stands at a window, and where several regions take part (joint) the lead unit accepts for all. At home
    the organ's own counter is in the same hall.
    """
    (endpoint, today), handling = origin, item.handling
    region = endpoint_region(endpoint)
    if item.lower_review is not None:
        # who accepts and reviews first does so in its own name
        return Entrusted()
    if handling.stage == "collected" or mode != "collect_and_forward" or region == competent.region:
        return Entrusted()
    if set(handling.entrusted_in).isdisjoint(reference.above.get(region, ())):
        return Entrusted()
    window = reference.unit_for_group(WINDOWS, region, today)
    # a unit with a system of its own has no window of the region's
    if window is None or window.endpoint != endpoint:
        return Entrusted()
    acting = addressee(window, item.code)
    return Entrusted(acting, acting if handling.stage == "decided_anywhere" else None)
