"""Refusals of what an application says and hands in: form and materials."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

CONTENT: Final = (
    _row("form_field_unknown", "sender", "本事项的表单没有“{field}”这一栏", "请删除该栏,或核对名称后重新报送"),
    # {rule} is made from the schema's own keywords, in Chinese
    _row("form_field_invalid", "applicant", "表单“{field}”一栏{rule}", "请与申请人核对更正后重新报送"),
    _row("material_unknown", "sender", "材料{code}不在事项“{item}”的材料清单中", "请核对材料编码后重新报送"),
    # only ever a warning before sending: what is incomplete is received, and corrected (许可法 art. 32)
    _row("application_incomplete", "applicant", "申请尚不完整:{text}", "可补齐后再报送;照此报送的将被告知补正"),
    # a document in a material's place, of a type that the item does not take
    _row("material_not_replaceable", "applicant", "“{material}”不能用该证照代替", "请提交该材料,或改用可代替的证照"),
    # 信息复用: the application says what filled which field
    _row(
        "reuse_field_missing", "sender", "复用清单所列字段{field}在申请中没有内容", "请删除该条,或填写该字段后重新报送"
    ),
    _row("reuse_field_twice", "sender", "复用清单重复列出字段{field}", "请每个字段只列一次后重新报送"),
    _row(
        "reuse_source_wrong",
        "sender",
        "字段{field}的复用来源不是办件编号,也不是电子证照标识",
        "请核对来源编号后重新报送",
    ),
    # the item names a form that no row holds
    _row("form_unknown", "operator", "事项“{item}”的表单{form}不存在", "请联系平台补充表单"),
)
