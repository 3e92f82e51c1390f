"""What rows can't say of themselves: that they fit each other. For whoever keeps the rows, before they are applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hub.domain.identifiers import check_item_code, check_region, check_uscc
from hub.domain.reference import Reference
from hub.reference.findings import Finding
from hub.reference.kinds import of_kinds
from hub.reference.periods import of_periods
from hub.reference.resting import of_documents
from hub.reference.rules import of_rules
from schemas.reference import Item, Limit, Regime, Unit


def findings(reference: Reference, on: date) -> list[Finding]:
    """Give everything that does not fit from a date on, errors first; an empty list when all is well."""
    found = [*_of_regions(reference, on)]
    for unit in reference.all_units(on):
        found += _of_unit(unit, reference, on)
    for item in reference.all_items(on):
        found += _of_item(item, reference, on)
    found += [*of_periods(reference), *of_rules(reference, on), *of_documents(reference, on), *of_kinds(reference, on)]
    return sorted(found, key=lambda finding: (finding.severity, finding.kind, finding.subject, finding.text))


def _of_regions(reference: Reference, on: date) -> Iterator[Finding]:
    for region in reference.all_regions(on):
        if check_region(region.code):
            yield Finding("error", "region_code", region.code, f"“{region.name}”的行政区划代码不存在:{region.code}")
        if region.parent is not None and reference.region(region.parent, on) is None:
            yield Finding("error", "region_parent", region.code, f"“{region.name}”的上级{region.parent}不存在")

    for code, rows in reference.regions.items():
        if rows[0].valid_to is not None and rows[0].valid_to < on:
            yield from _of_retired(code, reference, on)


def _of_retired(code: str, reference: Reference, on: date) -> Iterator[Finding]:
    succession = reference.succession(code, on)
    if succession and reference.region(succession[-1], on) is not None:
        return
    name = f"“{reference.regions[code][0].name}”({code})"
    if len(succession) > 1:
        text = f"{name}已撤并,承继它的{'、'.join(succession[1:])}也不是现行地区"
        yield Finding("error", "region_successor", code, text)
    else:
        yield Finding("warning", "region_ended", code, f"{name}已撤并,没有写明由哪个地区承继,其事项无法报送")


def _of_unit(unit: Unit, reference: Reference, on: date) -> Iterator[Finding]:
    fault = check_uscc(unit.uscc)
    if fault:
        yield Finding("error", "unit_code", unit.uscc, f"“{unit.name}”的{fault.text}")
    if reference.region(unit.region, on) is None:
        yield Finding("warning", "region_retired", unit.uscc, f"“{unit.name}”所在的{unit.region}已撤并")


def _of_item(item: Item, reference: Reference, on: date) -> Iterator[Finding]:
    name, regime = f"“{item.name}”", reference.regime(item.regime, on)
    if check_item_code(item.code):
        yield Finding("error", "item_code", item.code, f"{name}的事项编码不符合规则")
    if regime is None:
        yield Finding("error", "regime_unknown", item.code, f"{name}的时限规则{item.regime}不存在")
    elif _longer(item.promised, item.legal or regime.decision):
        yield Finding("error", "promise_too_long", item.code, f"{name}的承诺时限超过法定时限")
    yield from _of_lower_review(item, regime)
    if item.form is not None and reference.form_rules(item.form, on) is None:
        yield Finding("error", "form_unknown", item.code, f"{name}的表单{item.form}不存在")
    rules = reference.form_rules(item.form, on) if item.form is not None else None
    if item.matter_field is not None and rules is not None and item.matter_field not in rules.fields:
        yield Finding("error", "matter_field", item.code, f"{name}的表单没有字段{item.matter_field}")
    content = reference.content_rules(item.document.type, on) if item.document is not None else None
    if content is not None and rules is not None and (unasked := sorted(content.required - rules.fields)):
        text = f"{name}的表单没有其证照应载明的{'、'.join(unasked)},准予时将被退回"
        yield Finding("warning", "content_not_asked", item.code, text)
    if item.deferral != "none" and not any(line.required and line.deferrable for line in item.materials):
        yield Finding("error", "nothing_deferrable", item.code, f"{name}可容缺办理,但没有标明可容缺的必要材料")
    handling = item.handling
    if handling.stage != "collected" and not (handling.basis and handling.entrusted_in):
        text = f"{name}委托窗口办理,但没有写明委托的依据和区域(行政许可法第二十四条)"
        yield Finding("error", "entrusting_unfounded", item.code, text)
    places = (*item.offered_in, *handling.entrusted_in)
    retired = [code for code in places if reference.region(code, on) is None]
    if retired:
        yield Finding("warning", "region_retired", item.code, f"{name}的实施区域{'、'.join(retired)}已撤并")


def _of_lower_review(item: Item, regime: Regime | None) -> Iterator[Finding]:
    """Check a review by a lower organ first: below, within the law, and in its own name (许可法 art. 43)."""
    review, name = item.lower_review, f"“{item.name}”"
    if review is None:
        return
    if any(review.level <= level for level in item.levels):
        text = f"{name}先行审查的层级不低于决定层级"
        yield Finding("error", "lower_review_level", item.code, text)
    legal = review.legal or (regime.lower_review if regime else None)
    if legal is None:
        text = f"{name}由下级先行审查,但时限规则{item.regime}和该事项都没有规定审查期限"
        yield Finding("error", "lower_review_limit", item.code, text)
    elif _longer(review.promised, legal):
        yield Finding("error", "promise_too_long", item.code, f"{name}先行审查的承诺时限超过法定时限")
    if item.handling.stage != "collected":
        text = f"{name}由下级受理和先行审查,不能又委托窗口办理"
        yield Finding("error", "lower_review_entrusted", item.code, text)


def _longer(promised: Limit, legal: Limit | None) -> bool:
    return legal is not None and promised.unit == legal.unit and promised.amount > legal.amount
