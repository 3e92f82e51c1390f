"""Filing: what is checked when an application arrives, who is competent, and which clocks start."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from hub.domain.application import relying, standing
from hub.domain.application.addressing import addressee
from hub.domain.application.bundles import outcome_of
from hub.domain.application.content import check_form, check_materials, inside, lacking
from hub.domain.application.entrusting import Entrusted, entrusted
from hub.domain.application.objecting import check_public_notice
from hub.domain.application.renewing import check_renewal, is_late, renewal_clocks
from hub.domain.application.routing import LEVELS, levels, route, route_lower
from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock
from hub.domain.identifiers import check_bundle_number, check_case_number, check_item_code, check_region, level_of
from hub.domain.numbers import check_number
from hub.domain.parties import check_agent, check_applicant, check_others
from hub.domain.reference import Matter, Reference
from hub.domain.reuse import check_reuse
from hub.domain.values import Command, Decision, Refusal
from schemas.application import Application
from schemas.commands import CorrectionPoint, FileApplication
from schemas.credit import DeferralTerms
from schemas.facts import CaseFiled, CaseReported, Clock, Item
from schemas.parties import Addressee, Origin
from schemas.reference import Item as ItemRow
from schemas.reference import Regime, RenewalRule, Unit
from schemas.values import endpoint_region, made


class _Place(NamedTuple):
    """Where a matter is, as the table of regions has it today."""

    region: str
    retired: str | None = None
    """The code that was given, where another region has taken its place."""


class _Match(NamedTuple):
    """What the reference says about an application."""

    item: Item
    competent: Addressee
    lower: Addressee | None
    entrusted: Entrusted
    lacking: tuple[CorrectionPoint, ...]
    warnings: tuple[str, ...]


def file_application(
    _: None, command: Command[FileApplication], now: datetime, reference: Reference
) -> Decision | Refusal:
    """File a new application."""
    body = command.body
    refusal = _check(command, now.date())
    if refusal:
        return refusal
    match = _match(command, now.date(), reference)
    if isinstance(match, Refusal):
        return match
    fact = made(
        CaseFiled,
        at=now,
        number=command.subject,
        origin=made(Origin, endpoint=command.sender, region=endpoint_region(command.sender), window=body.window),
        competent=match.competent,
        acceptor=match.entrusted.acceptor,
        decider=match.entrusted.decider,
        lower=match.lower,
        item=match.item,
        clocks=first_clocks(match, body.application, now, reference),
        bundle=body.bundle,
        warnings=match.warnings or None,
        subject=reference.subject_of(body.application.personal.applicant),
        lacking=match.lacking or None,
        rests_on=body.rests_on,
        preconditions=body.preconditions,
        application=body.application,
    )
    return (fact, *standing.ask(match.item, now), *_ask_documents(body, now, reference))


def _ask_documents(body: FileApplication, now: datetime, reference: Reference) -> Decision:
    materials = body.application.materials
    if all(material.document is None for material in materials):
        return ()
    row = reference.item(body.application.item, now.date())
    return relying.ask(materials, row, None, now, rests_on=body.rests_on)


def file_again(
    state: ApplicationState, command: Command[FileApplication], now: datetime, _: Reference
) -> Decision | Refusal:
    """Refuse a number that is taken; a bundle that asks again for its own child is told where the case stands."""
    body = command.body
    same = command.asked and body.bundle == state.bundle is not None
    if same and body.application == state.content():
        return (made(CaseReported, at=now, outcome=outcome_of(state)),)
    return Refusal("number_taken")


def first_clocks(match: _Match, application: Application, now: datetime, reference: Reference) -> tuple[Clock, ...]:
    """Start the clocks that run until acceptance, by the days of the competent region."""
    claim = reference.policy(now.date()).claim
    item, region = match.item, (match.lower or match.competent).region
    calendar = reference.calendar_for(region, now.date())
    return (
        start_clock("claim", claim, now, calendar),
        *acceptance_clocks(item, region, now, reference),
        *renewal_clocks(item, application, (now, now), calendar),
    )


def acceptance_clocks(item: Item, region: str, now: datetime, reference: Reference) -> tuple[Clock, ...]:
    """Start the clock of acceptance: the regime's limit, else the one that the policy sets each step."""
    limit = item.acceptance or reference.policy(now.date()).acceptance
    return (start_clock("acceptance", limit, now, reference.calendar_for(region, now.date())),) if limit else ()


def restarted_clocks(state: ApplicationState, now: datetime, reference: Reference) -> tuple[Clock, ...]:
    """Start the clocks anew that a supplement restarts (许可法 art. 32)."""
    item, region = state.item, state.responsible.region
    clocks = acceptance_clocks(item, region, now, reference)
    if item.renewal is None:
        return clocks
    calendar = reference.calendar_for(region, now.date())
    return (*clocks, *renewal_clocks(item, state.content(), (state.filed_at, now), calendar))


def _warnings(item: Item, application: Application, place: _Place, today: date) -> tuple[str, ...]:
    rule, renewal = item.renewal, application.renewal
    late = rule is not None and renewal is not None and is_late(rule, renewal.expires_on, today)
    return (*(["renewal_late"] if late else []), *(["region_retired"] if place.retired else []))


def _check(command: Command[FileApplication], today: date) -> Refusal | None:
    body = command.body
    return (
        check_number(command.subject, check_case_number(command.subject), command.sender, today)
        or _check_bundle(command, today)
        or check_content(body.application, today)
    )


def _check_bundle(command: Command[FileApplication], today: date) -> Refusal | None:
    """Only its bundle files a case as its child, in the origin's name: nobody gets past what a child waits for."""
    bundle = command.body.bundle
    if bundle is None:
        return _check_alone(command.body)
    if not command.asked:
        return Refusal("bundle_not_asked", "/bundle")
    refusal = check_number(bundle, check_bundle_number(bundle), command.sender, today)
    return refusal and Refusal(refusal.code, "/bundle", refusal.params)


def _check_alone(body: FileApplication) -> Refusal | None:
    """What only a bundle says, nobody else does."""
    if body.rests_on:
        return Refusal("bundle_not_asked", "/rests_on")
    return Refusal("bundle_not_asked", "/preconditions") if body.preconditions else None


def check_content(application: Application, today: date) -> Refusal | None:
    """Check what needs no reference: people, powers, the forms of codes."""
    personal, at = application.personal, "/application/personal"
    return (
        check_applicant(personal.applicant, application.applicant_kind, f"{at}/applicant", today)
        or check_agent(personal.agent, personal.power_of_attorney, at, today, "file")
        or check_others(personal.others, f"{at}/others", today)
        or inside("/application", check_reuse(application))
        or _check_codes(application)
    )


def _check_codes(application: Application) -> Refusal | None:
    fault = check_item_code(application.item)
    if fault:
        return Refusal(fault.code, "/application/item")
    fault = check_region(application.jurisdiction.region)
    return Refusal(fault.code, "/application/jurisdiction/region") if fault else None


def _match(command: Command[FileApplication], today: date, reference: Reference) -> _Match | Refusal:
    application = command.body.application
    row = reference.item(application.item, today)
    if row is None:
        return Refusal("item_unknown", "/application/item", {"item": application.item})
    place = _place(application.jurisdiction.region, today, reference)
    if isinstance(place, Refusal):
        return place
    refusal = (
        _check_fit(application, row, (place.region, today), reference)
        or _check_level(application.item, row)
        or _check_handed_in(application, row, today, reference)
    )
    if refusal:
        return refusal
    organs = _organs(Matter(row, place.region, application.applicant_kind), today, reference)
    if isinstance(organs, Refusal):
        return organs
    unit, lower = organs
    regime = reference.regime(row.regime, today)
    if regime is None:
        return Refusal("regime_unknown", "/application/item", {"item": row.name, "regime": row.regime})
    item = _item(application.item, row, regime)
    refusal = check_renewal(item.renewal, application, today)
    return refusal or _Match(
        item,
        addressee(unit, row.code),
        addressee(lower, row.code) if lower else None,
        entrusted(row, application.mode, unit, (command.sender, today), reference),
        lacking(application.form, application.materials, row, today, reference),
        _warnings(item, application, place, today),
    )


def _organs(matter: Matter, today: date, reference: Reference) -> tuple[Unit, Unit | None] | Refusal:
    """Find who decides, and who reviews first where a lower organ does."""
    unit, lower = route(matter, today, reference), route_lower(matter, today, reference)
    pointer = "/application/jurisdiction/region"
    if isinstance(unit, Refusal):
        return Refusal(unit.code, pointer, unit.params)
    if isinstance(lower, Refusal):
        return Refusal(lower.code, pointer, lower.params)
    return unit, lower


def _place(code: str, today: date, reference: Reference) -> _Place | Refusal:
    """Find the region of a matter; for one that was retired whichever took its place."""
    if reference.region(code, today) is not None:
        return _Place(code)
    pointer, succession = "/application/jurisdiction/region", reference.succession(code, today)
    if not succession:
        return Refusal("region_unknown", pointer, {"region": code})
    if reference.region(succession[-1], today) is not None:
        return _Place(succession[-1], retired=code)
    tried = "、".join(
        [f"{reference.regions[one][0].name}({one})" if one in reference.regions else one for one in succession]
    )
    return Refusal("region_ended", pointer, {"region": code, "tried": tried})


def _check_fit(application: Application, row: ItemRow, where: tuple[str, date], reference: Reference) -> Refusal | None:
    field, (region, today) = application.jurisdiction.field, where
    if field != row.jurisdiction_field:
        return Refusal("jurisdiction_field", "/application/jurisdiction/field", {"field": row.jurisdiction_field})
    if not reference.is_offered(row, region):
        return Refusal("item_not_offered", "/application/item", {"item": row.name, "region": region})
    if application.mode == "online" and row.mode != "online":
        return Refusal("mode_not_offered", "/application/mode", {"item": row.name})
    if application.applicant_kind not in row.subjects:
        return Refusal("item_subject", "/application/applicant_kind", {"item": row.name})
    return check_public_notice(row, application, today, reference.calendar_for(region, today))


def _check_handed_in(application: Application, row: ItemRow, today: date, reference: Reference) -> Refusal | None:
    return inside("/application/form", check_form(application.form, row, today, reference)) or inside(
        "/application/materials", check_materials(application.materials, row)
    )


def _check_level(code: str, row: ItemRow) -> Refusal | None:
    """Check that an implementation code is of a level at which the item is decided."""
    level = level_of(code)
    if level is None or level in row.levels:
        return None
    return Refusal("item_level", "/application/item", {"item": row.name, "level": LEVELS[level], "levels": levels(row)})


def _renewal(row: ItemRow, regime: Regime) -> RenewalRule | None:
    if row.renewal is None or row.renewal.ahead is not None:
        return row.renewal
    return made(RenewalRule, ahead=regime.renewal, late=row.renewal.late)


def _item(code: str, row: ItemRow, regime: Regime) -> Item:
    # departments of one government together: art. 26, 42(2)
    jointly = bool(row.departments) and regime.joint_decision is not None
    extension, by = regime.extension, regime.extension_by
    if jointly:
        extension, by = regime.joint_extension, regime.joint_extension_by
    return made(
        Item,
        code=code,
        name=row.name,
        regime=regime.code,
        promised=row.promised,
        legal=row.legal or (regime.joint_decision if jointly else regime.decision),
        extension=extension,
        extension_by=by if extension else None,
        acceptance=regime.acceptance,
        silence_accepts=regime.silence_accepts,
        delivery=regime.delivery,
        separate_persons=row.separate_persons,
        document=row.document,
        matter_field=row.matter_field,
        departments=row.departments or None,
        supply=row.supply,
        lapses_after=row.lapses_after,
        lower_review=row.lower_review.promised if row.lower_review else None,
        lower_review_legal=(row.lower_review.legal or regime.lower_review) if row.lower_review else None,
        review_required=True if row.review_required else None,
        renewal=_renewal(row, regime),
        silence_renews=True if row.renewal is not None and regime.silence_renews else None,
        public_notice=row.public_notice,
        deferral=_deferral(row),
        public_safety=row.public_safety or None,
        document_years=row.document_years if row.document else None,
        fee=row.fee,
    )


def _deferral(row: ItemRow) -> DeferralTerms | None:
    if row.deferral == "none":
        return None
    codes = tuple([material.code for material in row.materials if material.required and material.deferrable])
    return made(DeferralTerms, kind=row.deferral, limit=row.deferral_limit or row.promised, materials=codes)
