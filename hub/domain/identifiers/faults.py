"""Everything that can be wrong with an identifier, one row each: a stable code and what people read."""

from __future__ import annotations

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """What is wrong with an identifier; always the sender's fault. ``text`` says what to do next."""

    code: str
    text: str


REGION_FORM: Final = Fault("region_form", "行政区划代码应为六位数字,请核对")
REGION_PROVINCE: Final = Fault("region_province", "行政区划代码的省级前两位不存在,请核对")

RESIDENT_ID_FORM: Final = Fault("resident_id_form", "公民身份号码应为18位:前17位为数字,末位为数字或大写X,请核对")
RESIDENT_ID_PROVINCE: Final = Fault("resident_id_province", "证件号码前两位不是该类证件的省级代码,请核对")
RESIDENT_ID_BIRTH: Final = Fault("resident_id_birth", "公民身份号码第7至14位不是真实的出生日期,请核对")
RESIDENT_ID_CHECK: Final = Fault("resident_id_check", "公民身份号码校验位不符,可能录错了一位,请逐位核对")
RESIDENT_ID_COUNTY: Final = Fault(
    "resident_id_county", "公民身份号码前六位不在现行区划代码中(可能为已撤销的县),请留意,不影响办理"
)
IDENTITY_FORM: Final = Fault("identity_form", "证件号码与所选证件类型的格式不符,请核对证件类型和号码")

USCC_FORM: Final = Fault("uscc_form", "统一社会信用代码应为18位数字和大写字母(不含I、O、S、V、Z),请核对")
USCC_CHECK: Final = Fault("uscc_check", "统一社会信用代码校验位不符,可能录错了一位,请逐位核对")

ITEM_CODE_FORM: Final = Fault("item_code_form", "事项编码长度或字符不符合任何一种编码规则,请核对")
ITEM_CODE_BODY: Final = Fault("item_code_body", "事项编码前18位不是有效的统一社会信用代码,请核对")
ITEM_CODE_LEVEL: Final = Fault("item_code_level", "事项编码第19位行使层级应为1至7,请核对")

NUMBER_FORM: Final = Fault("number_form", "办件编号应为25位数字和大写字母(不含I、L、O、U),请核对")
NUMBER_REGION: Final = Fault("number_region", "办件编号前六位应为收件地行政区划代码,请核对")
NUMBER_DATE: Final = Fault("number_date", "办件编号第7至12位不是真实的日期,请核对")
NUMBER_KIND: Final = Fault("number_kind", "编号第13位不符:办件为数字,联办为B,请核对")
NUMBER_CHECK: Final = Fault("number_check", "办件编号校验位不符,可能录错了一位,请逐位核对")

SUBJECT_FORM: Final = Fault("subject_form", "主体编号应为S和32位十六进制数字,请核对")

LICENCE_FORM: Final = Fault("licence_form", "电子证照标识的段数或段长不符,请核对")
LICENCE_BODY: Final = Fault("licence_body", "电子证照标识中的统一社会信用代码无效,请核对")
LICENCE_CHECK: Final = Fault("licence_check", "电子证照标识校验位不符,可能录错了一位,请逐位核对")

FAULTS: Final = (
    REGION_FORM, REGION_PROVINCE,
    RESIDENT_ID_FORM, RESIDENT_ID_PROVINCE, RESIDENT_ID_BIRTH, RESIDENT_ID_CHECK, RESIDENT_ID_COUNTY, IDENTITY_FORM,
    USCC_FORM, USCC_CHECK,
    ITEM_CODE_FORM, ITEM_CODE_BODY, ITEM_CODE_LEVEL,
    NUMBER_FORM, NUMBER_REGION, NUMBER_DATE, NUMBER_KIND, NUMBER_CHECK,
    SUBJECT_FORM,
    LICENCE_FORM, LICENCE_BODY, LICENCE_CHECK,
)  # fmt: skip
