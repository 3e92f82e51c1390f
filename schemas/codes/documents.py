"""Refusals about documents: what their case, their issuer and the signer may do with them."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

DOCUMENTS: Final = (
    _row("document_unknown", "sender", "没有这份证照", "请核对电子证照标识"),
    # commands go to the first version, which all later ones belong to
    _row("document_version", "sender", "报文应写首版的电子证照标识", "请改用{identifier}后重发"),
    _row("document_not_issuer", "officer", "只有颁发机构可以变更证照状态", "请联系颁发机构,或向其抄告"),
    _row("document_not_your_unit", "officer", "该证照由另一单位颁发", "请由颁发单位的工作人员办理"),
    _row("document_not_now", "officer", "该证照目前为“{state}”,不能执行此操作", "请核对证照状态后再办理"),
    # nothing can change it any more
    _row("document_ended", "officer", "该证照已{state},不能再变更", "无需再操作;如需用证,请重新申请"),
    # its case waits for the signer
    _row(
        "document_unsigned",
        "hub",
        "该办件的证照正在等待电子签名",
        "请等待,签名后自动继续;久未完成请联系平台",
    ),
    _row(
        "document_too_large",
        "applicant",
        "表单内容过大,无法写入电子证照",
        "请精简表单,说明性文字请作为附件",
    ),
    # what a type of document says has a schema; {rule} is made from its keywords, in Chinese
    _row(
        "document_content_missing",
        "officer",
        "{document}应载明“{field}”,而申请中没有这一项",
        "请在受理前告知申请人补正;已经受理的,请联系平台核对该证照的内容规范",
    ),
    _row(
        "document_content_invalid",
        "officer",
        "{document}的“{field}”{rule}",
        "请核对该项内容:受理前可当场更正或告知补正,更正决定的请改正后重新提交",
    ),
    _row(
        "document_content_unknown",
        "operator",
        "{document}的内容规范中没有“{field}”这一项",
        "请联系平台核对事项表单与该证照的内容规范",
    ),
    # the signer's answer does not hold: its keys or its code are wrong, never the officer
    _row("signature_wrong", "operator", "证照签名验证不通过", "请平台核查签名程序和密钥库,平台会再次签名"),
    _row("token_not_of_document", "operator", "二维码令牌与证照内容不符", "请平台核查签名程序,平台会再次签名"),
    _row("signature_key_unknown", "operator", "签名所用的密钥{key}未公布,或当日未生效", "请平台公布该密钥的公钥"),
    _row("signature_key_not_issuers", "operator", "签名所用的密钥{key}不属于颁发单位", "请平台核查密钥库"),
    _row("signature_key_compromised", "operator", "签名所用的密钥{key}已泄露", "请平台为该单位更换密钥"),
)
