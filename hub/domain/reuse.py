"""信息复用: what an applicant gave before fills the next form, with its source, so that nothing is typed twice.

Only what the applicant agreed to is taken, and only where the next form asks for the same thing: the same field under
the same title, with a value that its rules allow. The newest filing counts; whoever says no takes back every earlier
yes (个人信息保护法 art. 14, 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from hub.domain.forms import FormRules
from hub.domain.identifiers import check_case_number, check_licence_identifier
from hub.domain.values import Refusal
from schemas.application import Application, ReusedField
from schemas.reading import escaped
from schemas.values import made

APPLICANT_FIELDS: Final = ("phone", "address")
"""What of an applicant is filled in: the name and the number are what the applicant is found by."""
_FORM: Final = "/form/"
_APPLICANT: Final = "/personal/applicant/"


class Given(NamedTuple):
    """What one earlier filing gave, as it stood in the end."""

    source: str
    """The case number."""
    at: datetime
    consent: bool | None
    """Whether it may be used again; None: the applicant was not asked."""
    form: Mapping[str, Any]
    rules: FormRules | None
    """Of its form as it stood then; None where the item has none."""
    applicant: Mapping[str, Any]


class Filled(NamedTuple):
    """A draft with what was known already, and each field that was filled."""

    form: Mapping[str, Any]
    applicant: Mapping[str, Any]
    fields: tuple[ReusedField, ...]


def agreed(given: Iterable[Given]) -> list[Given]:
    """Give those filings that may be used again, the newest first."""
    kept: list[Given] = []
    for one in sorted(given, key=lambda each: (each.at, each.source), reverse=True):
        if one.consent is False:
            break
        if one.consent:
            kept.append(one)
    return kept


def fill(
    form: Mapping[str, Any], applicant: Mapping[str, Any], rules: FormRules | None, given: Iterable[Given]
) -> Filled:
    """Fill what a draft leaves open; what stands in it stays."""
    sources = agreed(given)
    in_form = {name: found for name in _open(form, rules) if (found := _form_value(name, rules, sources))}
    of_applicant = {
        name: (one.source, one.applicant[name])
        for name in APPLICANT_FIELDS
        if applicant.get(name) is None and (one := _having(name, sources))
    }
    fields = [made(ReusedField, field=_FORM + escaped(name), source=source) for name, (source, _) in in_form.items()]
    fields += [made(ReusedField, field=_APPLICANT + name, source=source) for name, (source, _) in of_applicant.items()]
    return Filled(
        {**form, **{name: value for name, (_, value) in in_form.items()}},
        {**applicant, **{name: value for name, (_, value) in of_applicant.items()}},
        tuple(fields),
    )


def check_reuse(application: Application) -> Refusal | None:
    """Check that each reused field is there, once, and comes from a case or a document. The pointer is inside."""
    if application.reuse is None:
        return None
    there, seen = set(fields_of(application)), set[str]()
    for place, reused in enumerate(application.reuse.fields):
        at = f"/reuse/fields/{place}"
        if reused.field not in there:
            return Refusal("reuse_field_missing", f"{at}/field", {"field": reused.field.rpartition("/")[2]})
        if reused.field in seen:
            return Refusal("reuse_field_twice", f"{at}/field", {"field": reused.field.rpartition("/")[2]})
        seen.add(reused.field)
        if check_case_number(reused.source) and check_licence_identifier(reused.source):
            return Refusal("reuse_source_wrong", f"{at}/source", {"field": reused.field.rpartition("/")[2]})
    return None


def fields_of(application: Application) -> Iterator[str]:
    """Give every field that somebody had to fill in: of the form, and of the applicant."""
    yield from (_FORM + escaped(name) for name in application.form)
    party = application.personal.applicant
    yield from (_APPLICANT + name for name in APPLICANT_FIELDS if getattr(party, name) is not None)


def _open(form: Mapping[str, Any], rules: FormRules | None) -> list[str]:
    return sorted(rules.fields - form.keys()) if rules else []


def _form_value(name: str, rules: FormRules | None, sources: Sequence[Given]) -> tuple[str, Any] | None:
    for one in sources:
        value = one.form.get(name)
        if value is None or rules is None or one.rules is None:
            continue
        if one.rules.title_of(name) == rules.title_of(name) and rules.allows(name, value):
            return one.source, value
    return None


def _having(name: str, sources: Sequence[Given]) -> Given | None:
    return next((one for one in sources if one.applicant.get(name) is not None), None)
