"""What an application says and hands in, held against its item: form and materials.

The law treats what is wrong and what is lacking differently. A form that does not fit its schema, or a material that
the item does not know, is no application of this item: it is refused, and can be sent again at once. A field or a
material that is lacking makes an *incomplete* application, which may not be turned away: it is received, and the
officer asks for it in the one correction notice (许可法 art. 32(4)), whose points what is lacking is recorded as.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from hub.domain.application.plain import plain
from hub.domain.application.state import ApplicationState
from hub.domain.forms import FormRules
from hub.domain.identifiers import check_licence_identifier
from hub.domain.names import check_name
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.application import Application, Material
from schemas.attachments import SUFFIXES
from schemas.commands import CorrectionPoint, SupplyCorrection
from schemas.facts import CorrectionSupplied
from schemas.reading import escaped
from schemas.reference import Item
from schemas.reference import Material as MaterialLine
from schemas.values import made

_TYPE: Final = slice(len("1.2.156.3005.2."), len("1.2.156.3005.2.") + 21)
"""Where a licence identifier names the type of licence."""


def check_form(form: Mapping[str, Any], item: Item, today: date, reference: Reference) -> Refusal | None:
    """Check what the form says; what it does not say is not checked here. The pointer is into the form."""
    if item.form is None:
        return None
    rules = reference.form_rules(item.form, today)
    if rules is None:
        return Refusal("form_unknown", params={"item": item.name, "form": item.form})
    for fault in rules.faults(form):
        if fault.kind != "missing":
            return Refusal(f"form_field_{fault.kind}", fault.pointer, {"field": fault.field, "rule": fault.rule})
    return _check_names(form, rules)


def _check_names(form: Mapping[str, Any], rules: FormRules) -> Refusal | None:
    """Check the fields that are called a name (企业名称, 项目名称…): others are told apart by them."""
    for field, value in form.items():
        if isinstance(value, str) and (rules.title_of(field) or "").endswith("名称"):
            refusal = check_name(value, f"/{escaped(field)}")
            if refusal:
                return refusal
    return None


def check_materials(materials: Iterable[Material], item: Item, asked: Iterable[str] = ()) -> Refusal | None:
    """Check that the item knows each material, or that it was ``asked`` for. The pointer is into the materials."""
    lines = {line.code: line for line in item.materials}
    for place, material in enumerate(materials):
        line = lines.get(material.code)
        if line is None and material.code not in asked:
            return Refusal("material_unknown", f"/{place}/code", {"code": material.code, "item": item.name})
        refusal = None if material.media_type is None else check_attachment(material)
        if refusal:
            return Refusal(refusal.code, f"/{place}{refusal.pointer}", refusal.params)
        refusal = None if material.document is None else _check_document(material.document, line, material)
        if refusal:
            return Refusal(refusal.code, f"/{place}/document", refusal.params)
    return None


def check_attachment(material: Material) -> Refusal | None:
    """Check what a material says of its file. Whether the file is there, only who can look into the store knows."""
    if material.media_type not in SUFFIXES:
        return Refusal("attachment_media_type", "/media_type", {"material": material.title})
    if material.digest is None or not material.digest.startswith("sha256:") or not material.size:
        missing = "/size" if material.digest is not None and material.digest.startswith("sha256:") else "/digest"
        return Refusal("attachment_incomplete", missing, {"material": material.title})
    return None


def lacking(
    form: Mapping[str, Any], materials: Iterable[Material], item: Item, today: date, reference: Reference
) -> tuple[CorrectionPoint, ...]:
    """Give what a complete application would have besides: required fields, and required materials not deferrable."""
    rules = reference.form_rules(item.form, today) if item.form else None
    there = {material.code for material in materials}
    fields = [
        made(CorrectionPoint, code=fault.pointer[1:][:64], text=f"表单未填写“{fault.field}”")
        for fault in (rules.faults(form) if rules else ())
        if fault.kind == "missing"
    ]
    lines = [
        made(CorrectionPoint, code=line.code, text=f"未提交材料“{line.name}”")
        for line in item.materials
        if line.required and not line.deferrable and line.code not in there
    ]
    return (*fields, *_lacking_of_document(form, item, {field.code for field in fields}, today, reference), *lines)


def _lacking_of_document(
    form: Mapping[str, Any], item: Item, asked: set[str], today: date, reference: Reference
) -> list[CorrectionPoint]:
    """Give what the document that an approval issues has to say besides: nothing can be mended after acceptance."""
    if item.document is None or not reference.policy(today).signed_documents:
        return []
    rules = reference.content_rules(item.document.type, today)
    faults = rules.faults(plain(form)) if rules else ()
    return [
        made(CorrectionPoint, code=fault.pointer[1:][:64], text=f"{item.document.name}应载明“{fault.field}”")
        for fault in faults
        if fault.kind == "missing" and fault.pointer[1:][:64] not in asked
    ]


def check_supplement(state: ApplicationState, supplement: SupplyCorrection, reference: Reference) -> Refusal | None:
    """Check what was handed in after a correction notice: by the item as it was filed, or as the notice asked."""
    day, application = state.filed_at.date(), completed(state.content(), supplement)
    row = reference.item(state.item.code, day)
    if row is None:
        return None
    asked = [point.code for point in state.points]
    return inside("/form", check_form(application.form, row, day, reference)) or inside(
        "/materials", check_materials(supplement.materials, row, asked)
    )


def lacking_still(
    state: ApplicationState, supplement: SupplyCorrection, reference: Reference
) -> tuple[CorrectionPoint, ...]:
    """Give what is lacking after a supplement, by the item as it was filed."""
    day, application = state.filed_at.date(), completed(state.content(), supplement)
    row = reference.item(state.item.code, day)
    return lacking(application.form, application.materials, row, day, reference) if row else ()


def completed(application: Application, supplement: SupplyCorrection | CorrectionSupplied) -> Application:
    """Give the application with a supplement: materials of the same code replaced, form fields overwritten."""
    new = {material.code for material in supplement.materials}
    kept = tuple([material for material in application.materials if material.code not in new])
    changes: dict[str, Any] = {"form": application.form | supplement.form, "materials": kept + supplement.materials}
    if supplement.personal is not None:
        changes["personal"] = supplement.personal
    return application.model_copy(update=changes)


def inside(place: str, refusal: Refusal | None) -> Refusal | None:
    """Give the refusal with its pointer from the command's data."""
    return refusal and Refusal(refusal.code, place + refusal.pointer, refusal.params)


def _check_document(document: str, line: MaterialLine | None, material: Material) -> Refusal | None:
    fault = check_licence_identifier(document)
    if fault:
        return Refusal(fault.code)
    if line is None or document[_TYPE] not in line.replaceable_by:
        return Refusal("material_not_replaceable", params={"material": material.title})
    return None
