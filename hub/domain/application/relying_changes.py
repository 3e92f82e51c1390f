"""How the facts of reliance change the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hub.domain.application.reliance import Reliance, Reliances
from hub.domain.application.state import ApplicationState
from schemas import facts
from schemas.application import Material
from schemas.codes import explain
from schemas.commands import CorrectionPoint
from schemas.values import changed, made

State = ApplicationState
_WITH_POINTS: Final = frozenset({"filed", "correcting"})
"""Stages at which what is lacking can be asked for by a correction notice."""
_VALID: Final = "01"
_OPEN: Final = frozenset({"asked", "unanswered"})


def dropped(reliances: Reliances | None, materials: Iterable[Material]) -> Reliances | None:
    """Give what the case rests on once these materials have taken the place of earlier ones."""
    if reliances is None:
        return None
    new = {material.code for material in materials}
    return _with(reliances, [one for one in reliances.documents if one.material not in new])


def point_of(refused: Reliance | facts.RelianceRefused) -> CorrectionPoint:
    """Give the point of a correction notice for a document that can't be used."""
    return made(
        CorrectionPoint, code=refused.material, text=f"材料{refused.material}所用的证照不能使用:{title_of(refused)}"
    )


def title_of(refused: Reliance | facts.RelianceRefused) -> str:
    """Say in Chinese why a document can't be used."""
    return explain(refused.code, refused.params or {}).partition("。")[0] if refused.code else ""


def _asked(state: State, fact: facts.RelianceAsked) -> State:
    before = state.reliances or made(Reliances)
    new = {one.material for one in fact.documents}
    # an earlier question may have been answered with yes, though its answer came too late to count
    remembered = {(one.material, one.document) for one in before.documents if one.remembered or one.status in _OPEN}
    asked = [
        made(
            Reliance,
            material=one.material,
            document=one.document,
            anyone=one.anyone,
            ask=fact.ask,
            answer_by=fact.answer_by,
            asked_again=fact.again,
            remembered=True if (one.material, one.document) in remembered else None,
        )
        for one in fact.documents
    ]
    kept = [one for one in before.documents if one.material not in new]
    return state.changed(reliances=made(Reliances, asks=fact.ask, documents=(*kept, *asked)))


def _granted(state: State, fact: facts.RelianceGranted) -> State:
    granted = _moved(
        state, (fact.material,), status="granted", name=fact.name, check_again=fact.check_again, answer_by=None
    )
    return granted if fact.check_again is not None else _moved(granted, (fact.material,), remembered=True)


def _refused(state: State, fact: facts.RelianceRefused) -> State:
    after = _moved(
        state,
        (fact.material,),
        status="refused",
        name=fact.name,
        code=fact.code,
        params=fact.params or None,
        answer_by=None,
    )
    lacking = state.lacking or ()
    if state.stage not in _WITH_POINTS or any(point.code == fact.material for point in lacking):
        return after
    return after.changed(lacking=(*lacking, point_of(fact)))


def _unanswered(state: State, fact: facts.RelianceUnanswered) -> State:
    return _moved(state, fact.materials, status="unanswered", answer_by=None)


def _document_changed(state: State, fact: facts.ReliedDocumentChanged) -> State:
    if fact.state == _VALID:
        return _moved(state, fact.materials, status="granted", state=None, condition=None, confirmed=None)
    return _moved(
        state,
        fact.materials,
        status="held",
        state=fact.state,
        condition=fact.condition,
        confirmed=None,
        check_again=None,
        **({"replaced_by": fact.replaced_by} if fact.replaced_by else {}),
    )


def _confirmed(state: State, fact: facts.RelianceConfirmed) -> State:
    return _without_point(_moved(state, (fact.material,), confirmed=True, replaced_by=None), {fact.material})


def _replaced(state: State, fact: facts.MaterialsReplaced) -> State:
    new = {material.code for material in fact.materials}
    content = state.content()
    kept = tuple([material for material in content.materials if material.code not in new])
    whole = content.model_copy(update={"materials": kept + fact.materials})
    reliances = dropped(state.reliances, fact.materials)
    return _without_point(state, new).changed(application=whole.json_bytes.decode(), reliances=reliances)


def _without_point(state: State, materials: set[str]) -> State:
    if state.lacking is None:
        return state
    return state.changed(lacking=tuple([point for point in state.lacking if point.code not in materials]) or None)


def _moved(state: State, materials: Iterable[str], /, **changes: Any) -> State:
    assert state.reliances is not None, "only a case that has asked is told"  # noqa: S101
    which = set(materials)
    documents = [changed(one, changes) if one.material in which else one for one in state.reliances.documents]
    return state.changed(reliances=_with(state.reliances, documents))


def _with(reliances: Reliances, documents: Iterable[Reliance]) -> Reliances:
    return changed(reliances, {"documents": tuple(documents)})


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.RelianceAsked: _asked,
    facts.RelianceGranted: _granted,
    facts.RelianceRefused: _refused,
    facts.RelianceUnanswered: _unanswered,
    facts.ReliedDocumentChanged: _document_changed,
    facts.RelianceConfirmed: _confirmed,
    facts.MaterialsReplaced: _replaced,
}
