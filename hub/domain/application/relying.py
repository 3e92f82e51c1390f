"""Reliance (用证): the case asks each document in a material's place, and an approval waits for the answers.

asked ─▶ granted ─▶ held ─▶ granted         held: the document's state has changed; granted again when it is resumed
  │ ╲        ╰────▶ asked                   (more cases rest on it than it remembers: asked again each day)
  │  ╰─▶ refused                            the material is lacking
  ╰────▶ unanswered (asked twice)           the officer checks by hand
An officer may go on with what is refused, unanswered or held (核实), or the window hands in something else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from hub.domain.application.agency import check_act
from hub.domain.application.content import check_materials, inside
from hub.domain.application.deferring import ANSWER_WITHIN
from hub.domain.application.reliance import Reliance
from hub.domain.application.relying_changes import point_of, title_of
from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.identifiers import licence_parts, version_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.application import Material
from schemas.commands import (
    ConfirmReliance,
    CorrectionPoint,
    NoteReliance,
    NoteReliedDocument,
    ReplaceMaterials,
)
from schemas.documents import LICENCE_STATES
from schemas.facts import AskedDocument
from schemas.reference import Item as ItemRow
from schemas.values import made

State = ApplicationState
VALID: Final = "01"


def ask(
    materials: Iterable[Material],
    row: ItemRow | None,
    before: State | None,
    now: datetime,
    *,
    rests_on: tuple[str, ...] | None = None,
    anew: bool = False,
) -> Decision:
    """Ask the documents that stand in the place of these materials; nothing where there are none.

    The holder is compared with the applicant, unless the item takes another's document, or the bundle has put it there:
    it is the document of a case that this one rests on. ``anew``: those that stay are asked too, since another
    applicant has taken the place of the one before.
    """
    materials = tuple(materials)
    lines = {line.code: line for line in row.materials} if row else {}
    new = {material.code for material in materials}
    stay = known(before) if before is not None and anew else ()
    asked = [_question(one) for one in stay if one.material not in new]
    for material in materials:
        if material.document is None:
            continue
        line, parts = lines.get(material.code), licence_parts(material.document)
        anyone = (line is not None and line.anyones_document) or (
            parts is not None and parts.serial in (rests_on or ())
        )
        asked.append(
            made(AskedDocument, material=material.code, document=material.document, anyone=True if anyone else None)
        )
    return _asked(tuple(asked), before, now) if asked else ()


def known(state: State) -> tuple[Reliance, ...]:
    """Give all documents that the case rests on, or asks to."""
    return state.reliances.documents if state.reliances is not None else ()


def note_reliance(state: State, command: Command[NoteReliance], now: datetime, _: Reference) -> Decision | Refusal:
    """Take a document's answer, also a late one; only the last question's counts."""
    body = command.body
    waiting = (one for one in known(state) if one.material == body.material and one.ask == body.ask)
    reliance = next((one for one in waiting if one.status in {"asked", "unanswered"}), None)
    if reliance is None:
        return ()
    if body.code is not None:
        return (
            made(
                facts.RelianceRefused,
                at=now,
                material=body.material,
                document=body.identifier,
                name=body.name,
                code=body.code,
                params=body.params,
            ),
        )
    return (
        made(
            facts.RelianceGranted,
            at=now,
            material=body.material,
            document=body.identifier,
            name=body.name,
            conditional=body.conditional,
            check_again=body.check_again,
        ),
    )


def note_document(
    state: State, command: Command[NoteReliedDocument], now: datetime, _: Reference
) -> Decision | Refusal:
    """Hold what rests on a document whose state has changed, or let it go on; a closed case stays as it is."""
    body = command.body
    if state.stage in CLOSED:
        return ()
    concerned = [one for one in known(state) if number_of(one.document) == body.document]
    moved = {"held"} if body.state == VALID else {"granted", "held"}
    # resumed, it says still something else than what was relied on
    anew = body.state == VALID
    materials = tuple([one.material for one in concerned if one.status in moved and not (anew and one.replaced_by)])
    if not materials:
        return ()
    return (
        made(
            facts.ReliedDocumentChanged,
            at=now,
            document=body.document,
            name=body.name,
            materials=materials,
            state=body.state,
            since=body.since,
            until=body.until,
            reason=body.reason,
            condition=body.condition,
            replaced_by=body.replaced_by,
        ),
    )


def confirm(state: State, command: Command[ConfirmReliance], now: datetime, _: Reference) -> Decision | Refusal:
    """Let the officer go on with a document, by a reason of her own."""
    body = command.body
    reliance = _of(state, body.material)
    if isinstance(reliance, Refusal):
        return Refusal(reliance.code, "/material", reliance.params)
    return (
        made(
            facts.RelianceConfirmed,
            at=now,
            by=body.by,
            material=body.material,
            document=reliance.document,
            reason=body.reason,
        ),
    )


def replace(
    state: State, command: Command[ReplaceMaterials], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take something else for documents that can't be used; what is a document again is asked again."""
    body = command.body
    refusal = check_act(state, "supply", body.in_person, now.date())
    if refusal:
        return refusal
    for place, material in enumerate(body.materials):
        reliance = _of(state, material.code)
        if isinstance(reliance, Refusal):
            return Refusal(reliance.code, f"/materials/{place}/code", reliance.params)
    row = reference.item(state.item.code, state.filed_at.date())
    codes = [material.code for material in body.materials]
    refusal = inside("/materials", check_materials(body.materials, row, codes) if row else None)
    if refusal:
        return refusal
    return (
        made(facts.MaterialsReplaced, at=now, by=body.by, materials=body.materials),
        *ask(body.materials, row, state, now, rests_on=state.rests_on),
    )


def check_approval(state: State) -> Refusal | None:
    """Let an approval wait for answers, for another material, or for the officer's own word."""
    if state.reliances is None:
        return None
    for one in state.reliances.documents:
        if one.status == "asked":
            return Refusal("reliance_pending", params={"material": one.material})
        if one.unsettled:
            return Refusal(f"reliance_{one.status}", params={"material": one.material, **_why(one)})
    return None


def lacking(state: State, materials: Iterable[Material]) -> tuple[CorrectionPoint, ...]:
    """Give what is lacking besides, once these materials are there: documents that can't be used."""
    new = {material.code for material in materials}
    return tuple([point_of(one) for one in known(state) if one.status == "refused" and one.material not in new])


def next_at(state: State) -> datetime | None:
    """Give the instant at which an answer is overdue, or a document is to be asked again."""
    instants = [instant for one in known(state) if (instant := _next_of(state, one))]
    return min(instants, default=None)


def fall_due(state: State, now: datetime) -> Decision:
    """Ask once more, then leave it to the officer; ask again what does not remember the case."""
    due = [one for one in known(state) if (instant := _next_of(state, one)) and instant <= now]
    if not due:
        return ()
    over = tuple([one.material for one in due if one.status == "asked" and one.asked_again])
    if over:
        return (made(facts.RelianceUnanswered, at=now, materials=over),)
    late = tuple([_question(one) for one in due if one.status == "asked"])
    if late:
        return _asked(late, state, now, again=True)
    return _asked(tuple([_question(one) for one in due]), state, now)


def number_of(document: str) -> str:
    """Give the identifier by which a document is asked: its first version's."""
    return version_of(document, 1)


def _next_of(state: State, one: Reliance) -> datetime | None:
    if state.stage in CLOSED and state.stage != "delivered":
        return None
    if one.status == "asked":
        return one.answer_by
    return one.check_again if one.status == "granted" and state.outcome is None else None


def _of(state: State, material: str) -> Reliance | Refusal:
    """Give the document in a material's place that somebody has to do something about."""
    found = next((one for one in known(state) if one.material == material), None)
    if found is None:
        return Refusal("reliance_none", params={"material": material})
    return found if found.unsettled else Refusal("reliance_settled", params={"material": material})


def _asked(documents: tuple[AskedDocument, ...], before: State | None, now: datetime, **more: Any) -> Decision:
    asks = before.reliances.asks if before is not None and before.reliances is not None else 0
    return (
        made(facts.RelianceAsked, at=now, documents=documents, ask=asks + 1, answer_by=now + ANSWER_WITHIN, **more),
    )


def _question(one: Reliance) -> AskedDocument:
    return made(AskedDocument, material=one.material, document=one.document, anyone=one.anyone)


def _why(one: Reliance) -> dict[str, str]:
    if one.status == "refused" and one.code:
        return {"why": title_of(one)}
    return {"state": one.condition or LICENCE_STATES[one.state]} if one.status == "held" and one.state else {}
