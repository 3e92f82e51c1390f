"""容缺承诺书: what the applicant promises to supply, until when, and what follows if not.

Before the applicant has signed, it is a form: what the item lets be deferred and was not handed in. Afterwards it says
what was signed.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from hub.papers.dates import in_words
from hub.papers.errors import NotYetError
from hub.papers.licence import identity_of
from hub.papers.notice import Fields, Notice, Paragraph, Signing, Table
from hub.papers.punctuation import AsIs
from hub.papers.record import Record, Said, in_units
from schemas import facts
from schemas.credit import Commitment
from schemas.reference import DeferralKind

_SIGNED: Final = "承诺人(签名或盖章):________________    年    月    日"
_TITLES: Final[dict[DeferralKind, str]] = {"accept_first": "容缺受理承诺书", "approve_first": "容缺审批承诺书"}
_FROM: Final[dict[DeferralKind, str]] = {"accept_first": "受理之日", "approve_first": "作出决定之日"}
_DEFAULT_CONSEQUENCE: Final = "逾期未补齐的,依法终止办理或者撤回已作出的决定,并记入信用记录,不再适用容缺办理"


class _Promise(NamedTuple):
    """What is promised; ``commitment`` is None until it is signed."""

    kind: DeferralKind
    rows: list[list[str]]
    within: str
    commitment: Commitment | None


def deferral(record: Record, _: str | None) -> Notice:
    """Give the commitment: as it was signed, else as a form to be signed."""
    said = record.last(facts.DeferralAsked)
    if said is not None:
        commitment, kind = said.fact.commitment, said.fact.deferral
        rows = [[one.title, "电子" if one.medium == "electronic" else "纸质"] for one in commitment.materials]
        started = record.last(facts.CommitmentStarted)
        until = f"(至{in_words(started.fact.commitment.due_day)}止)" if started else ""
        within = f"{in_units(commitment.within)}内{until}"
        return _letter(record, _Promise(kind, rows, within, commitment), Said(said.number, said.fact))
    terms = record.filed.item.deferral
    missing = [code for code in terms.materials if code not in record.materials] if terms else []
    if terms is None:
        raise NotYetError("不能打印容缺承诺书:该事项不能容缺办理。\nThe item lets nothing be deferred.")
    if not missing:
        raise NotYetError("不能打印容缺承诺书:可容缺的材料都已提交。\nNothing that could be deferred is missing.")
    rows = [[record.material_name(code), ""] for code in missing]
    within = f"{in_units(terms.limit)}内"
    return _letter(record, _Promise(terms.kind, rows, within, None), Said(1, record.filed))


def _letter(record: Record, promise: _Promise, rests_on: Said[facts.Fact]) -> Notice:
    commitment = promise.commitment
    called, identity = identity_of(record.applicant)
    consequence = (commitment.consequence if commitment else _DEFAULT_CONSEQUENCE).rstrip("。")
    numbered = [[str(place), *row] for place, row in enumerate(promise.rows, 1)]
    number = [("承诺书编号", commitment.number)] if commitment else []
    return Notice(
        title=_TITLES[promise.kind],
        number=f"{record.number}-诺-{rests_on.number}",
        addressee=None,
        parts=(
            Fields(
                [
                    *number,
                    ("申请事项", record.filed.item.name),
                    ("办件编号", record.number),
                    ("承诺人", AsIs(record.applicant.name)),
                    (called, identity),
                    ("办理机关", record.competent(rests_on.number + 1).name),
                ]
            ),
            Paragraph("承诺人已知悉该事项的条件、全部材料要求和容缺办理的规定。申请的主要材料已提交,下列材料暂缺:"),
            Table(["序号", "暂缺材料", "补交形式"], numbered, (1, 6.5, 2.5)),
            Paragraph(
                f"承诺人承诺:自{_FROM[promise.kind]}起{promise.within}补齐上列材料,保证其真实、合法、有效,并与已提交的内容一致。"
            ),
            Paragraph(f"不履行承诺的后果:{consequence}。"),
            Paragraph(_signed(commitment)),
            Signing([_SIGNED]),
        ),
        issuer=None,
        at=rests_on.fact.at,
    )


def _signed(commitment: Commitment | None) -> str:
    if commitment is None:
        return "本承诺书一式两份,申请人、办理机关各执一份,自签署之日起生效。"
    who = "申请人" if commitment.signed_by == "applicant" else "经办人"
    return f"本承诺书已于{in_words(commitment.signed_on)}由{who}签署。"
