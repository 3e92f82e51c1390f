"""What windows, officers and issuers do about documents in the place of materials, and about what is wrong with them.

Everything is drawn by the notice itself, so that it takes nothing from the chance of the other parties.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hub.signatures.jws import decoded
from schemas import commands
from schemas.application import Application, Jurisdiction, Material
from schemas.documents import Document
from schemas.notices import ResultDecided, ResultReliance, WorkDocumentReport, WorkReliance
from schemas.parties import Officer, Person, Personal
from schemas.reading import read
from tests.simulation import filings
from tests.simulation.country import ENDPOINTS, RELIED_MATERIAL, RELYING, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

WHY: Final[dict[str, Any]] = {"reason": "样例理由", "legal_basis": "样例依据"}


class Act(NamedTuple):
    """What one endpoint sends; to the notice's own subject, to a document, or as a new filing (empty)."""

    endpoint: str
    subject: str | None
    command: commands.Command


def acts(ce_type: str, id_: str, body: dict[str, Any], endpoint: str) -> list[Act]:
    """Give what follows of a notice."""
    react = _REACTIONS.get(ce_type)
    return react(body, endpoint, random.Random(f"{id_}@{endpoint}")) if react else []


def _decided(body: dict[str, Any], endpoint: str, chance: random.Random) -> list[Act]:
    """Use the document at once for the next application, once or twice; its issuer may think better of it."""
    if "personal" not in body:
        return []
    document = read(Document, decoded(body["personal"]["signed"]["payload"]))
    name, issuer = document.identifier, body["competent"]["endpoint"]
    by = Officer(unit=body["competent"]["unit"], staff="A01")
    times = range(chance.choice((0, 1, 1, 2)))
    done = [Act(endpoint, "", _relying(document, endpoint, chance)) for _ in times]
    suspend = Act(issuer, name, commands.SuspendDocument(by=by, **WHY))
    resume = Act(issuer, name, commands.ResumeDocument(by=by, reason="样例理由"))
    rescind = Act(issuer, name, commands.RescindDocument(by=by, **WHY))
    done += chance.choice(([], [], [suspend], [suspend, resume], [rescind], [suspend, rescind]))
    if chance.random() < 0.3 and endpoint != issuer:
        clerk = Officer(unit=unit_of(endpoint), staff="W001")
        done.append(Act(endpoint, name, commands.ReportDocument(by=clerk, finding="样例问题")))
    return done


def _relying(document: Document, endpoint: str, chance: random.Random) -> commands.FileApplication:
    holder = document.personal.holder
    if chance.random() < 0.2:
        holder = filings.stranger(chance)
    application = Application(
        item=RELYING,
        jurisdiction=Jurisdiction(field="place_of_business", region=chance.choice(ENDPOINTS)),
        applicant_kind="1" if isinstance(holder, Person) else "2",
        form={"字号": f"样例{chance.randrange(1000)}"},
        materials=(Material(code=RELIED_MATERIAL.code, title=RELIED_MATERIAL.name, document=document.identifier),),
        personal=Personal(applicant=holder),
    )
    return commands.FileApplication(window=filings.window_of(endpoint), application=application)


def _officer(body: dict[str, Any], endpoint: str, chance: random.Random) -> list[Act]:
    """Some check by hand and go on; who does not hold the case is refused."""
    if body["change"] not in {"refused", "unanswered", "document_changed"} or chance.random() < 0.5:
        return []
    by = Officer(unit=body["unit"], staff="A01")
    confirmed = [commands.ConfirmReliance(by=by, material=code, reason="样例核实") for code in body["materials"]]
    return [Act(endpoint, None, command) for command in confirmed]


def _window(body: dict[str, Any], endpoint: str, chance: random.Random) -> list[Act]:
    """Some bring paper instead."""
    if body["change"] not in {"refused", "document_changed"} or chance.random() < 0.5:
        return []
    paper = tuple(Material(code=code, title=RELIED_MATERIAL.name, medium="paper") for code in body["materials"])
    by = Officer(unit=unit_of(endpoint), staff="W001")
    return [Act(endpoint, None, commands.ReplaceMaterials(by=by, materials=paper))]


def _issuer(body: dict[str, Any], endpoint: str, chance: random.Random) -> list[Act]:
    if body["change"] != "reported" or chance.random() < 0.5:
        return []
    by = Officer(unit=body["issuer"]["unit"], staff="A01")
    answers: list[dict[str, Any]] = [{"upheld": True, "done": "样例处理"}, {"upheld": False, "reason": "样例理由"}]
    answer = commands.AnswerDocumentReport(by=by, report=body["number"], **chance.choice(answers))
    return [Act(endpoint, None, answer)]


_REACTIONS: Final[dict[str, Callable[[dict[str, Any], str, random.Random], list[Act]]]] = {
    ResultDecided.ce_type: _decided,
    WorkReliance.ce_type: _officer,
    ResultReliance.ce_type: _window,
    WorkDocumentReport.ce_type: _issuer,
}
