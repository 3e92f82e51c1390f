"""Every way the hub says no: a closed table, one row per code; a topic may bring its rows as a module beside this.

    refusal
    ├── sender       the system that sent it: its message must change (envelope, body, numbers, order of steps)
    ├── applicant    what the applicant gave: the window asks and files again (identity, power of attorney)
    ├── officer      what the officer did: another step, another person, another time
    ├── operator     what the province set up: reference data has a gap
    └── hub          us

Titles and next steps are read by clerks; ``{name}`` is filled from the refusal's params.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.codes.attachments import ATTACHMENTS as ATTACHMENTS
from schemas.codes.base import RefusalCode as RefusalCode
from schemas.codes.base import row as _row
from schemas.codes.bundles import BUNDLE
from schemas.codes.content import CONTENT as CONTENT
from schemas.codes.credit import CREDIT as CREDIT
from schemas.codes.custody import CUSTODY as CUSTODY
from schemas.codes.documents import DOCUMENTS as DOCUMENTS
from schemas.codes.erasing import ERASING
from schemas.codes.fees import FEES as FEES
from schemas.codes.joint import JOINT
from schemas.codes.lamps import LAMPS as LAMPS
from schemas.codes.life import LIFE
from schemas.codes.lower_review import LOWER_REVIEW
from schemas.codes.reliance import RELIANCE
from schemas.codes.reporting import REPORTING

ENVELOPE: Final = (
    # the value is structured mode, but no JSON object
    _row("envelope_not_json", "sender", "报文不是有效的JSON", "请系统管理员检查报文格式后重发"),
    # a ce_ attribute is missing or empty
    _row("envelope_missing", "sender", "报文缺少必要的信封属性", "请系统管理员补全ce_属性后重发"),
    # the same ce_ header twice
    _row("envelope_doubled", "sender", "报文的信封属性重复", "请系统管理员保证每个ce_属性只出现一次"),
    # a header is not UTF-8
    _row("envelope_not_utf8", "sender", "报文的信封属性不是UTF-8编码", "请系统管理员改用UTF-8编码后重发"),
    # another version of CloudEvents
    _row("envelope_version", "sender", "报文的信封版本不受支持", "请使用CloudEvents 1.0后重发"),
    # ce_id or ce_type over 64 characters, ce_source over 200
    _row("envelope_too_long", "sender", "报文的信封属性过长", "请缩短该属性后重发"),
    # CloudEvents allows none, and no database stores a NUL
    _row("envelope_characters", "sender", "报文的信封属性含有控制字符", "请删除控制字符后重发"),
    # characters that no number of ours has
    _row("envelope_subject_form", "sender", "报文的办件编号含有不允许的字符", "请核对ce_subject后重发"),
    # the clock, redrive and the like: only the hub's own
    _row("envelope_control", "sender", "该报文类型只能由平台内部使用", "请勿发送该类报文"),
    # no case or bundle number
    _row("envelope_no_subject", "sender", "报文没有办件编号", "请在ce_subject中填写办件编号或联办编号后重发"),
)

BODY: Final = (
    _row("type_unknown", "sender", "不认识的报文类型{type}", "请核对ce_type后重发"),
    # a version we do not speak yet
    _row("type_version_unknown", "sender", "报文类型{type}的版本尚不支持", "请改用已发布的版本,或联系平台升级"),
    # a command of our own, sent by somebody else
    _row("type_internal", "sender", "报文类型{type}只能由平台内部使用", "请勿发送该类报文"),
    _row("body_not_utf8", "sender", "报文内容不是UTF-8编码", "请系统管理员改用UTF-8编码后重发"),
    _row("body_not_json", "sender", "报文内容不是有效的JSON", "请系统管理员检查报文内容后重发"),
    _row("body_missing", "sender", "缺少必填项{pointer}", "请补填后重发"),
    _row("body_unknown", "sender", "出现未定义的字段{pointer}", "请删除该字段,或核对字段名称后重发"),
    _row("body_invalid", "sender", "{pointer}的内容不符合要求", "请按数据规范更正后重发"),
    # a case's command to a bundle number, or the reverse
    _row("subject_kind", "sender", "编号{subject}与报文类型不符", "办件报文请用办件编号,联办报文请用联办编号"),
)

NUMBERS: Final = (
    _row("number_form", "sender", "编号格式不符:应为25位数字和大写字母(不含I、L、O、U)", "请核对编号后重发"),
    _row("number_region", "sender", "编号前六位不是有效的行政区划代码", "请核对编号后重发"),
    _row("number_date", "sender", "编号第7至12位不是真实的日期", "请核对编号后重发"),
    _row("number_date_future", "sender", "编号中的日期晚于收到日期", "请校准收件系统的时钟,重新取号后再报送"),
    _row("number_kind", "sender", "编号第13位不符:办件为数字,联办为B", "请核对编号后重发"),
    _row("number_check", "sender", "编号校验位不符,可能录错了一位", "请逐位核对编号后重发"),
    # the number's region is not the sender's
    _row("number_not_yours", "sender", "编号属于{region},不是本收件地的编号", "请使用本收件地的编号重新报送"),
    # filed before, with other content or from elsewhere
    _row("number_taken", "sender", "该编号已用于另一申请", "请重新取号后再报送"),
    _row("subject_form", "sender", "主体编号应为S和32位十六进制数字", "请核对编号后重发"),
    _row("region_form", "sender", "行政区划代码应为六位数字", "请核对后重发"),
    _row("region_province", "sender", "行政区划代码的省级前两位不存在", "请核对后重发"),
    # not in the table of regions, or not on that day
    _row("region_unknown", "sender", "{region}不是现行的行政区划代码", "请核对该地是否已撤并,改用现行代码后重发"),
    # only ever a warning: its matters go to the region that took its place
    _row("region_retired", "sender", "{region}已撤并,按{successor}办理", "请留意并改用现行代码,不影响办理"),
    # retired, and no row says what took its place
    _row(
        "region_ended",
        "sender",
        "{region}已撤并,查不到承继它的现行地区(查过:{tried})",
        "请核对现行区划,改用其代码后重发",
    ),
    _row("item_code_form", "sender", "事项编码长度或字符不符合编码规则", "请核对事项编码后重发"),
    _row("item_code_body", "sender", "事项编码前18位不是有效的统一社会信用代码", "请核对事项编码后重发"),
    _row("item_code_level", "sender", "事项编码第19位行使层级应为1至7", "请核对事项编码后重发"),
    _row("licence_form", "sender", "电子证照标识的段数或段长不符", "请核对后重发"),
    _row("licence_body", "sender", "电子证照标识中的统一社会信用代码无效", "请核对后重发"),
    _row("licence_check", "sender", "电子证照标识校验位不符,可能录错了一位", "请逐位核对后重发"),
)

PARTIES: Final = (
    # names of people, bodies, and what a form calls a name
    _row("name_hidden", "applicant", "姓名或名称含有看不见的字符({character})", "请删除后重新录入,不要从网页粘贴"),
    _row(
        "name_private",
        "applicant",
        "姓名或名称含有非标准编码的字({character})",
        "请按国家标准编码(GB 18030)重新录入该字",
    ),
    _row(
        "name_lookalike",
        "applicant",
        "姓名或名称含有与常用字形相同而编码不同的字符({character})",
        "请用输入法重新录入该字",
    ),
    _row("name_dot", "applicant", "姓名中的间隔号应为“·”,不是{character}", "请改用“·”(U+00B7)后重新报送"),
    _row("resident_id_form", "applicant", "公民身份号码应为18位:前17位为数字,末位为数字或大写X", "请对照证件核对"),
    _row("resident_id_province", "applicant", "证件号码前两位不是该类证件的省级代码", "请对照证件核对"),
    _row("resident_id_birth", "applicant", "公民身份号码中的出生日期不真实或在将来", "请对照证件核对"),
    _row("resident_id_check", "applicant", "公民身份号码校验位不符,可能录错了一位", "请对照证件逐位核对"),
    # only ever a warning: retired codes are on valid cards
    _row("resident_id_county", "applicant", "公民身份号码前六位不在现行区划代码中", "请留意,不影响办理"),
    _row("identity_form", "applicant", "证件号码与所选证件类型的格式不符", "请核对证件类型和号码"),
    _row("uscc_form", "applicant", "统一社会信用代码应为18位数字和大写字母(不含I、O、S、V、Z)", "请对照执照核对"),
    _row("uscc_check", "applicant", "统一社会信用代码校验位不符,可能录错了一位", "请对照执照逐位核对"),
    # the stated kind (A.4) is a person's, the applicant a body, or the reverse
    _row("applicant_kind", "applicant", "申请人类型与申请人信息不符", "自然人请填写证件,单位请填写统一社会信用代码"),
    # what readers put in an erased person's place was sent as a party
    _row("party_undisclosed", "sender", "申请人、经办人信息须如实填写", "请填写姓名(名称)和证件后重发"),
    _row("power_missing", "applicant", "由经办人代办,但没有委托书", "请补充委托书后重新报送"),
    # a power of attorney without an agent
    _row("power_without_agent", "applicant", "有委托书,但没有经办人", "请补充经办人,或删除委托书后重新报送"),
    _row("power_not_yet", "applicant", "委托书的签署日期晚于今天", "请核对委托书签署日期"),
    _row("power_expired", "applicant", "委托书已于{date}到期", "请申请人重新出具委托书"),
)

ROUTING: Final = (
    # no such item on that day
    _row("item_unknown", "sender", "没有事项{item},或该事项当日未生效", "请在事项目录中核对事项编码"),
    _row("item_not_offered", "sender", "事项{item}在{region}不办理", "请核对事项和属地,或改选当地办理的事项"),
    # the item is not for this kind of applicant
    _row("item_subject", "applicant", "该事项不面向此类申请人", "请核对申请人类型,或改选事项"),
    # filed online, but the item needs a window
    _row("mode_not_offered", "sender", "事项{item}不能全程网办", "请到窗口办理,由窗口代收"),
    # the jurisdiction is stated by another field than the item's
    _row("jurisdiction_field", "sender", "该事项应按{field}确定属地", "请填写{field}所在的行政区划后重发"),
    # an implementation code of another level, or a matter of a region above every such level
    _row("item_level", "sender", "事项{item}不在{level}办理(办理层级:{levels})", "请改用该层级的实施编码和属地后重发"),
    # item offered, but nobody competent: the province's gap
    _row("no_competent_unit", "operator", "事项{item}在{region}没有主管单位(已查{tried})", "请联系平台补充分派规则"),
    # rules equally specific: nobody chooses between them
    _row("routing_tie", "operator", "事项{item}在{region}有同等优先的分派规则({rules})", "请联系平台修正分派规则"),
    _row("regime_unknown", "operator", "事项{item}的办理时限规则{regime}不存在", "请联系平台补充时限规则"),
)

STEPS: Final = (
    _row("case_unknown", "sender", "没有这个办件", "请核对办件编号;若刚刚报送,请等待回执"),
    _row("bundle_unknown", "sender", "没有这个联办件", "请核对联办编号;若刚刚报送,请等待回执"),
    _row("bundle_number_taken", "sender", "该联办编号已用于另一联办件", "请重新取号后再报送"),
    _row("case_closed", "officer", "该办件已结束", "无需再操作;如需变更,请另行申请"),
    # the table has no such step at this stage
    _row("step_not_now", "officer", "该办件目前为“{stage}”,不能执行此操作", "请刷新办件后按当前环节办理"),
    _row("no_part", "sender", "本单位与该办件无关", "请核对办件编号"),
    _row("not_competent", "officer", "只有办理地可以执行此操作", "请由办理地的主管单位办理"),
    _row("not_origin", "officer", "只有收件地可以执行此操作", "请由收件地窗口办理"),
    # the competent side acts where it has entrusted the window (许可法 art. 24)
    _row("entrusted", "officer", "本环节已委托{unit}以主管单位名义办理", "请由受委托的窗口办理"),
    # right endpoint, other unit
    _row("not_your_unit", "officer", "该办件属于另一单位", "请由主管单位的工作人员办理"),
    _row("lease_held", "officer", "该办件正由他人办理,至{until}", "请等待其办结、退回或到期后再认领"),
    _row("claim_too_long", "officer", "一次最多可认领{minutes}分钟", "请缩短认领时间,需要时再续期"),
    _row("lease_missing", "officer", "办理前须先认领该办件", "请先认领办件(原认领可能已到期)"),
    # 许可法 art. 32: one complete notice
    _row("correction_new_point", "officer", "再次补正只能要求首次告知中仍未满足的内容({code})", "请删除新增的内容"),
    _row("supply_empty", "applicant", "没有提交任何补正内容", "请提交补正的材料或信息"),
    _row("denial_incomplete", "officer", "不予批准须写明理由、依据和救济途径", "请补充{field}后再办结"),
    _row("same_person", "officer", "作出决定的人员不得是受理或审查的人员(审批分离)", "请由另一名工作人员作出决定"),
    _row("extension_not_allowed", "officer", "该事项的时限规则不允许延长", "请在时限内办结"),
    _row("extension_used", "officer", "该办件已延长过一次", "请在延长后的时限内办结"),
    _row("extension_too_long", "officer", "最多可延长{days}个工作日", "请缩短延长天数"),
    _row("extension_too_late", "officer", "时限已过,不能再延长", "请尽快办结"),
    _row("extension_same_officer", "officer", "延长须由申请延长者以外的负责人批准", "请由本机关负责人批准"),
    _row("transfer_nowhere", "officer", "{region}没有可办理该事项的单位", "请核对转办去向"),
    _row("transfer_loop", "officer", "该办件曾由{unit}转出,不能转回", "请与对方单位协商,或报平台协调"),
    _row("transfer_too_far", "officer", "该办件已转办{hops}次,不能再转", "请报平台协调"),
    _row("child_twice", "sender", "联办件中办件编号{case}重复", "请为每个办件单独取号"),
    _row("child_unknown", "sender", "联办件中没有办件{case}", "请核对联办编号"),
)

LANE: Final = (
    # the id of a handled command, with another body; both are kept
    _row("conflict", "sender", "该报文编号已用于另一内容", "请为新的内容使用新的ce_id后重发"),
    # received longer ago than handled commands are remembered
    _row("too_old", "sender", "报文收到已超过30天,不再处理", "如仍需办理,请重新报送"),
    # the aggregate or a record of it would pass the limits of schemas.topics
    _row("too_large", "sender", "办件内容超出大小限制", "请减少表单和材料清单的内容,附件请单独上传"),
)

CODES: Final[Mapping[str, RefusalCode]] = dict(
    (
        *ENVELOPE,
        *BODY,
        *NUMBERS,
        *PARTIES,
        *ROUTING,
        *CONTENT,
        *ATTACHMENTS,
        *CUSTODY,
        *FEES,
        *STEPS,
        *LIFE,
        *LAMPS,
        *CREDIT,
        *BUNDLE,
        *ERASING,
        *JOINT,
        *LOWER_REVIEW,
        *DOCUMENTS,
        *RELIANCE,
        *REPORTING,
        *LANE,
    )
)
_LONGEST: Final = 200


def explain(code: str, params: Mapping[str, str], pointer: str = "") -> str:
    """Give what a clerk reads: what happened, then what to do. Raises KeyError for a code outside the table."""
    row = CODES[code]
    known = _Known({name: value[:_LONGEST] for name, value in params.items()}, pointer=pointer or "报文")
    return f"{row.title.format_map(known)}。{row.next_step.format_map(known)}。"


class _Known(dict[str, str]):
    """Params by name; one that was not given says so."""

    def __missing__(self, key: str) -> str:
        return "(未说明)"
