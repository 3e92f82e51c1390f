"""What notices say: number, addressee, facts, law, days, remedy; and that none is made of facts that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from hub.domain.reference import Reference
from hub.papers.errors import NotYetError
from hub.papers.notice import Fields, Notice, NoticeKind, Paragraph, Signing
from hub.papers.notices import KINDS, notice_of, printable
from hub.papers.record import Record
from schemas import commands, facts
from schemas.commands import CorrectionPoint
from schemas.credit import Bar
from schemas.parties import Personal
from schemas.reference import Fee, Item, Limit
from schemas.times import CHINA
from tests.domain.world import (
    AGENT,
    COMMITMENT,
    COMPANY,
    MONDAY,
    REIMBURSEMENT,
    RENEWAL,
    company,
    everything,
    food_reviewed_below,
    officer,
    person,
    with_deferral,
    with_item,
)
from tests.papers.cases import (
    ACCEPTED,
    ACCEPTING,
    APPROVED,
    CASE,
    CLAIMED,
    DENIED,
    HEAD,
    act,
    changed,
    clerk,
    filing,
    hall,
    told,
    with_fact,
)

LICENCE = "《中华人民共和国行政许可法》"


def words(notice: Notice) -> str:
    """Everything a notice says."""
    return "\n".join([notice.title, notice.addressee or "", *_words(notice), notice.issuer or ""])


def _words(notice: Notice) -> Iterator[str]:
    for part in notice.parts:
        if isinstance(part, Paragraph):
            yield part.text
        elif isinstance(part, Signing):
            yield from part.lines
        else:
            yield from (cell for row in part.rows for cell in row)


def field(notice: Notice, label: str) -> str:
    """What stands beside a label."""
    rows = [row for part in notice.parts if isinstance(part, Fields) for row in part.rows]
    return next(value for name, value in rows if name == label)


def test_receipt() -> None:
    """Who filed what, when and where, by whom; that receipt is not acceptance, and what silence means."""
    notice = notice_of(told(filing()), "receipt")
    said = words(notice)
    assert notice.number == f"{CASE}-收-1"
    assert (field(notice, "申请人"), field(notice, "居民身份证号码")) == (person().name, person().identity.number)
    assert (field(notice, "经办人"), field(notice, "经办人证件号码")) == (AGENT.name, AGENT.identity.number)
    assert field(notice, "收件时间") == "2026年11月23日9时30分"
    assert field(notice, "收件窗口").startswith("清镇市")
    assert "公司章程" in said
    # Monday and five working days
    assert "5个工作日内(至2026年11月30日止)" in said
    assert "逾期未告知的,自收到申请材料之日起即为受理" in said
    assert "尚缺" in said
    registration = words(notice_of(told(filing(COMPANY)), "receipt"))
    assert "收件不等于受理" in registration
    assert "即为受理" not in registration


def test_receipt_of_a_body() -> None:
    """A body stands there with its USCC, and without an agent where it has none."""
    record = told(filing(COMPANY, applicant_kind="2", personal=Personal(applicant=company())))
    notice = notice_of(record, "receipt")
    assert field(notice, "统一社会信用代码") == company().uscc
    assert "经办人" not in words(notice)


def test_custody() -> None:
    """Which originals, who keeps them, how they go back; afterwards, that they went; by voucher where asked."""
    take = act(commands.TakePaper, by=clerk(), way_back="post")
    record = told(filing(), take)
    notice = notice_of(record, "custody")
    assert field(notice, "凭证号") == "PZ-0001"
    assert field(notice, "退还方式") == "邮寄"
    assert field(notice, "退还情况") == "尚未退还"
    assert field(notice, "收存单位").endswith("(工号QZ0017)")
    assert notice.issuer is not None
    assert notice.issuer.startswith("清镇市")
    back = told(filing(), take, act(commands.ReturnPaper, by=clerk()))
    assert field(notice_of(back, "custody", "PZ-0001"), "退还情况") == "已于2026年11月23日9时50分退还(窗口领取)"
    with pytest.raises(NotYetError, match="没有凭证号为 PZ-0009"):
        notice_of(record, "custody", "PZ-0009")


def test_acceptance() -> None:
    """By which law, from when, until when it will be decided, in whose name."""
    notice = notice_of(told(filing(), *ACCEPTED), "acceptance")
    said = words(notice)
    assert (notice.title, notice.addressee) == ("行政许可申请受理通知书", person().name)
    assert f"根据{LICENCE}第三十二条第一款第(五)项的规定,决定自2026年11月23日起予以受理" in said
    assert "5个工作日内(至2026年11月30日止)作出决定;法定办理期限为20个工作日" in said
    assert "听证、招标、拍卖" in said
    assert notice.issuer == "息烽县市场监督管理局"
    by = officer()
    registration = notice_of(
        told(filing(COMPANY), act(commands.ClaimCase, by=by), act(commands.AcceptCase, by=by)), "acceptance"
    )
    assert registration.title == "受理通知书"
    assert "《中华人民共和国市场主体登记管理条例》第十九条第一款" in words(registration)
    assert "听证" not in words(registration)


def test_acceptance_by_silence() -> None:
    """Where the organ kept silent, the notice says so, and accepts from the day of receipt."""
    record = told(filing(), until=datetime(2026, 12, 2, tzinfo=CHINA))
    said = words(notice_of(record, "acceptance"))
    assert "5个工作日内未告知是否受理" in said
    assert f"根据{LICENCE}第三十二条第一款第(四)项的规定,该申请自2026年11月23日起即为受理" in said


def test_acceptance_in_another_name() -> None:
    """An entrusted window accepts in the organ's name: the organ's is below, the window's in the text."""
    record = told(filing(), *ACCEPTED)
    entrusted = changed(record, facts.CaseAccepted, by=clerk(), in_name_of=record.competent().unit)
    notice = notice_of(entrusted, "acceptance")
    window = record.unit_name(hall().unit)
    assert notice.issuer == "息烽县市场监督管理局"
    assert f"(受息烽县市场监督管理局委托,由{window}以委托机关名义办理。)" in words(notice)


def test_acceptance_by_who_reviews_first() -> None:
    """The lower organ accepts in its own name, and says until when it reviews and who then decides within what."""
    record = told(filing(), *ACCEPTED, rows=food_reviewed_below)
    notice = notice_of(record, "acceptance")
    assert notice.issuer == "息烽县市场监督管理局"
    assert (
        "本机关自受理之日起15个工作日内(至2026年12月14日止)审查完毕,将初步审查意见和全部申请材料直接报送"
        "贵阳市市场监督管理局;贵阳市市场监督管理局承诺自收到之日起5个工作日内作出决定;法定办理期限为20个工作日。"
    ) in words(notice)
    received = words(notice_of(record, "receipt"))
    assert "先行审查机关" in received
    assert "决定机关" in received
    opinion = act(commands.SubmitReview, by=ACCEPTING)
    above = told(filing(), *ACCEPTED, opinion, rows=food_reviewed_below)
    assert notice_of(above, "acceptance").issuer == "息烽县市场监督管理局", "who accepted does not change"
    assert above.competent().name == "贵阳市市场监督管理局"


def test_correction() -> None:
    """All points at once, each by its name, and until when."""
    notice = notice_of(told(filing(), CLAIMED, act(commands.AskCorrection, by=ACCEPTING)), "correction")
    said = words(notice)
    assert f"根据{LICENCE}第三十二条第一款第(四)项的规定,现将需要补正的全部内容一次性告知如下" in said
    assert "章程缺少签字页" in said
    assert "营业场所平面布局说明" in said
    # 30 natural days, as the province says
    assert "请于2026年12月23日前(含当日)" in said
    assert "申请失效" not in said


def test_correction_that_lapses() -> None:
    """Where a filing lapses, its notice warns of it."""
    record = told(filing(COMPANY), act(commands.ClaimCase), act(commands.AskCorrection), rows=everything)
    assert "告知后10日内仍未补正的,申请失效" in words(notice_of(record, "correction"))


def test_second_correction() -> None:
    """A later notice says of each point why it is still unmet."""
    record = told(filing(), CLAIMED, act(commands.AskCorrection, by=ACCEPTING))
    point = CorrectionPoint(code="M02", text="章程缺少签字页", still_unmet="仍无股东签字")
    said = words(notice_of(changed(record, facts.CorrectionAsked, points=(point,), again=True), "correction"))
    assert "补正后的材料仍有下列各项不符合要求" in said
    assert "仍不符合:仍无股东签字" in said


def test_refusal() -> None:
    """The reason, and both ways to contest it; what the officer named is not said twice."""
    notice = notice_of(told(filing(), CLAIMED, act(commands.NotAcceptCase, by=ACCEPTING)), "refusal")
    said = words(notice)
    assert notice.title == "行政许可申请不予受理决定书"
    assert f"根据{LICENCE}第三十二条的规定,决定不予受理" in said
    assert "不予受理的理由:不属于登记范围。" in said
    assert said.count("行政复议") == 1
    assert "六个月内依法向有管辖权的人民法院提起行政诉讼" in said


def test_refusal_of_who_is_barred() -> None:
    """By the law itself, until the day on which the applicant may come again."""
    bar = Bar(ground="fraud", item="520101019000", until=date(2029, 11, 22))
    record = with_fact(told(filing()), facts.FilingBarred(at=MONDAY, bar=bar))
    said = words(notice_of(record, "refusal"))
    assert f"根据{LICENCE}第七十九条的规定,决定不予受理" in said
    assert "在2029年11月22日前(含当日)不得再次申请该事项" in said


def test_special_procedure() -> None:
    """Which procedure, by which paper, and how long it is to take (许可法 art. 45)."""
    notice = notice_of(told(filing(), *ACCEPTED, act(commands.PauseCase, by=ACCEPTING)), "special")
    assert field(notice, "特别程序") == "听证"
    assert field(notice, "依据文书") == "听证通知书 息市监听〔2026〕3号"
    assert field(notice, "预计所需时间") == "至2026年12月4日止"
    assert f"根据{LICENCE}第四十五条的规定,所需时间不计算在办理期限内" in words(notice)


def test_extension() -> None:
    """By how much, until when, who approved and why (许可法 art. 42)."""
    extend = act(commands.ExtendCase, by=ACCEPTING, approved_by=HEAD)
    said = words(notice_of(told(filing(), *ACCEPTED, extend), "extension"))
    # 30 November and three working days
    assert f"根据{LICENCE}第四十二条第一款的规定,经本行政机关负责人批准,办理期限延长3个工作日,至2026年12月3日止" in said
    assert "延长期限的理由:情形复杂。" in said


def test_approval() -> None:
    """By which law, which document is issued, and until when (许可法 art. 38, 44)."""
    notice = notice_of(told(filing(), *APPROVED), "approval")
    said = words(notice)
    assert notice.title == "准予行政许可决定书"
    assert f"根据{LICENCE}第三十八条第一款的规定,决定准予行政许可" in said
    assert "10个工作日内(至2026年12月7日止)向你颁发《食品经营许可证》" in said
    assert "附条件" not in said
    conditional = changed(told(filing(), *APPROVED), facts.CaseDecided, conditional=True)
    assert "本决定附条件作出" in words(notice_of(conditional, "approval"))


def test_approval_by_silence() -> None:
    """Renewed because nobody decided before the old document expired (许可法 art. 50)."""
    record = told(filing(RENEWAL), *ACCEPTED, until=datetime(2027, 2, 3, tzinfo=CHINA))
    said = words(notice_of(record, "approval"))
    assert "(2027年1月31日)届满前未作出决定" in said
    assert f"根据{LICENCE}第五十条第二款的规定,视为准予延续" in said


@pytest.mark.parametrize(
    ("remedy", "how_often"),
    [
        ("可补正后重新申请", (1, 1)),
        ("可自收到之日起六十日内向息烽县人民政府申请行政复议", (1, 1)),
        ("可在六个月内向清镇市人民法院提起行政诉讼", (1, 1)),
        ("可申请行政复议,或者提起行政诉讼", (1, 1)),
    ],
)
def test_denial(remedy: str, how_often: tuple[int, int]) -> None:
    """Reason, legal basis, and each way to contest it once (许可法 art. 38): the government of 息烽, and the court."""
    record = changed(told(filing(), *DENIED), facts.CaseDecided, remedy=remedy)
    notice = notice_of(record, "denial")
    said = words(notice)
    assert notice.title == "不予行政许可决定书"
    assert f"根据{LICENCE}第三十八条第二款和《食品经营许可和备案管理办法》第十二条的规定,决定不予行政许可" in said
    assert "理由:经营场所与污染源的距离不足。" in said
    assert remedy in said
    assert (said.count("行政复议"), said.count("行政诉讼")) == how_often
    if "复议" not in remedy:
        assert "六十日内依法向息烽县人民政府申请行政复议" in said


def test_titles_by_regime() -> None:
    """A registration is answered by the papers that registrars know; whatever else by plain ones."""
    by = officer()
    decide = act(commands.DecideCase, by=by)
    registered = told(filing(COMPANY), act(commands.ClaimCase), act(commands.AcceptCase), decide)
    assert notice_of(registered, "approval").title == "登记通知书"
    assert "决定准予登记" in words(notice_of(registered, "approval"))
    unit = officer(item=REIMBURSEMENT)
    service = told(
        filing(REIMBURSEMENT),
        *(act(one, by=unit) for one in (commands.ClaimCase, commands.AcceptCase, commands.DecideCase)),
    )
    assert notice_of(service, "approval").title == "准予办理决定书"
    assert LICENCE not in words(notice_of(service, "approval"))


def test_delivery() -> None:
    """Before it a form to sign, afterwards how, when and by whom; it names the paper that was delivered."""
    record = told(filing(), *APPROVED)
    decision = notice_of(record, "approval")
    open_one = notice_of(record, "delivery")
    assert field(open_one, "送达文书") == f"准予行政许可决定书(编号{decision.number})"
    assert set(field(open_one, "送达时间")) == {"_"}
    done = notice_of(told(filing(), *APPROVED, act(commands.DeliverCase, by=clerk())), "delivery")
    assert field(done, "送达方式") == "窗口直接送达"
    assert field(done, "签收人") == f"{AGENT.name}(代理人)"
    assert "受送达人(签名或盖章)" in words(done)
    denied = notice_of(told(filing(), *DENIED), "delivery")
    assert "不予行政许可决定书" in field(denied, "送达文书")


def test_payment() -> None:
    """The fee of the item, its basis, and nothing else; where nobody pays, there is no notice."""

    def record(fee: Fee | None) -> Record:
        by = officer()
        rows = cache(lambda: with_item(COMPANY, fee=fee))
        return told(filing(COMPANY), act(commands.ClaimCase, by=by), act(commands.AcceptCase, by=by), rows=rows)

    fee = Fee(amount_fen=8005, per="件", basis="发改价格规〔2016〕2559号")
    notice = notice_of(record(fee), "payment")
    assert field(notice, "收费标准") == "80.05元/件"
    assert field(notice, "收费依据") == "发改价格规〔2016〕2559号"
    assert field(notice, "应缴金额") == "80.05元"
    assert "不能作出准予决定" not in words(notice)
    for nothing, why in [
        (None, "不收费"),
        (fee.model_copy(update={"amount_fen": 0}), "不收费"),
        (fee.model_copy(update={"payer": "finance"}), "由财政承担"),
    ]:
        with pytest.raises(NotYetError, match=why):
            notice_of(record(nothing), "payment")


def test_a_payment_by_quantity() -> None:
    """What the acceptance has counted, and what to do before it is; first, where the item says so; not once waived."""
    fee = Fee(amount_fen=250, per="平方米", basis="发改价格规〔2016〕2559号", by_quantity=True, before_approval=True)
    rows = cache(lambda: with_item(COMPANY, fee=fee))

    def notice(quantity: int | None, *more: commands.Command) -> Notice:
        accepted = act(commands.AcceptCase, by=officer(), fee_quantity=quantity)
        claimed = act(commands.ClaimCase, by=officer())
        return notice_of(told(filing(COMPANY), claimed, accepted, *more, rows=rows), "payment")

    counted = notice(120)
    assert (field(counted, "收费标准"), field(counted, "收费数量")) == ("2.50元/平方米", "120")
    assert field(counted, "应缴金额") == "300.00元"
    assert "费用缴清前,不能作出准予决定" in words(counted)
    assert "按收费标准和核定的数量计算" in words(notice(None))
    with pytest.raises(NotYetError, match="已经减免"):
        notice(120, act(commands.WaiveFee))


@cache
def deferring() -> Reference:
    return with_deferral("accept_first")


def test_deferral() -> None:
    """Unsigned, a form that names what may come later and was not handed in; signed, what was promised."""
    form = notice_of(told(filing(COMPANY), rows=deferring), "deferral")
    assert form.title == "容缺受理承诺书"
    assert form.issuer is None
    assert "住所(经营场所)相关文件" in words(form)
    assert "一式两份" in words(form)
    asked = act(commands.DeferMaterials, by=clerk())
    signed = notice_of(told(filing(COMPANY), asked, rows=deferring), "deferral")
    assert field(signed, "承诺书编号") == COMMITMENT.number
    said = words(signed)
    assert "自受理之日起1个工作日内" in said
    assert f"不履行承诺的后果:{COMMITMENT.consequence}。" in said
    assert "已于2026年11月23日由申请人签署" in said
    with pytest.raises(NotYetError, match="不能容缺"):
        notice_of(told(filing()), "deferral")


def test_deferral_with_everything_there() -> None:
    """Nothing is promised that was handed in."""
    row = deferring().item(COMPANY, MONDAY.date())
    assert isinstance(row, Item)
    materials = tuple(
        application_material.model_copy(update={"code": line.code})
        for line, application_material in zip(row.materials, [filing().application.materials[0]] * 5, strict=False)
    )
    with pytest.raises(NotYetError, match="都已提交"):
        notice_of(told(filing(COMPANY, materials=materials), rows=deferring), "deferral")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "receipt"])
def test_not_yet(kind: NoticeKind) -> None:
    """Of a case that was only filed there is no other notice; the refusal says which and why, in both languages."""
    with pytest.raises(NotYetError, match=r"^不能打印\w+:.+。\n[A-Z].+\.$"):
        notice_of(told(filing()), kind)


def test_what_can_be_printed() -> None:
    """A clerk sees for each kind whether it can be printed now, and else why not."""
    now = printable(told(filing(), *APPROVED))
    assert set(now) == set(KINDS)
    assert {kind for kind, why in now.items() if not why} == {"receipt", "acceptance", "approval", "delivery"}
    assert now["denial"] == "不能打印不予决定书:该办件没有不予的决定。"


def test_after_a_transfer() -> None:
    """A paper is in the name of who was competent when it was made, not of who is now."""
    record = told(filing(), *ACCEPTED)
    other = record.competent().model_copy(update={"name": "修文县市场监督管理局", "unit": hall().unit})
    moved = facts.CaseTransferred(at=MONDAY + timedelta(days=1), by=ACCEPTING, to=other, reason="住所在修文县")
    assert notice_of(with_fact(record, moved), "acceptance").issuer == "息烽县市场监督管理局"


def test_every_kind_has_a_name() -> None:
    """Twelve kinds, each called something else."""
    assert len(KINDS) == 12
    assert len({kind.name for kind in KINDS.values()}) == 12


def test_limits_are_said_in_their_units() -> None:
    """Natural days are not called working days."""
    record = told(filing(), *ACCEPTED)
    item = record.filed.item.model_copy(update={"promised": Limit(amount=7, unit="natural_days")})
    assert "自受理之日起7日内" in words(notice_of(changed(record, facts.CaseFiled, item=item), "acceptance"))
