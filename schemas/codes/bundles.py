"""Refusals of bundles and projects."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row

BUNDLE: Final = (
    # a child says that it waits for a case that the bundle does not have
    row(
        "waits_unknown", "sender", "办件{case}等待的办件{waits_for}不在本联办件中", "请核对waits_for中的办件编号后重发"
    ),
    row("waits_itself", "sender", "办件{case}不能等待自己", "请更正waits_for后重发"),
    row("waits_circle", "sender", "办件{cases}互相等待,谁也无法先办", "请去掉其中一个等待关系后重发"),
    # what it would wait for has already ended otherwise
    row("waits_failed", "officer", "办件{case}等待的办件{waits_for}没有获批,不能再以其为前提", "请先重新申办前提事项"),
    row("bundle_kind_unknown", "sender", "没有联办类型{kind},或该类型当日未生效", "请核对联办类型后重发"),
    row("kind_item", "sender", "事项{item}不属于“{kind}”", "请核对事项,或另行单独申请"),
    row("kind_item_missing", "applicant", "“{kind}”缺少必办事项{items}", "请补充该事项后重新报送"),
    # a project: the stage before lacks a required item
    row("stage_not_open", "officer", "“{stage}”尚不能报送:上一阶段缺少{items}", "请先申办上一阶段的事项"),
    row(
        "child_without_applicant", "applicant", "办件{case}没有申请人", "请填写该办件的申请人,或填写各办件共同的申请人"
    ),
    # only a project takes more cases after its filing
    row("bundle_cannot_grow", "officer", "该联办件不是分阶段项目,不能追加办件", "请另行申请"),
    row("bundle_ending", "officer", "该项目已由收件地终止,不能追加办件", "如需继续,请另立项目"),
    row("bundle_completed", "officer", "该联办件已全部结束", "无需再操作;如需变更,请另行申请"),
    # it was filed (or has ended): the case itself is to be withdrawn
    row("child_not_waiting", "officer", "办件{case}不在等待中", "请直接对该办件办理撤回"),
    # what the case rests on is not in order: an approval waits for it, a denial does not
    row(
        "precondition_owing",
        "officer",
        "所依据的办件{case}的容缺材料{materials}尚未补齐,本阶段不能准予",
        "请在该材料补齐后准予,或作出不予决定",
    ),
    row(
        "precondition_lost",
        "officer",
        "所依据的办件{case}的审批已被撤回,不能准予",
        "请告知申请人重新申办前提事项;本办件请作出不予决定,或由申请人撤回",
    ),
    # a sender's own filing says that it belongs to a bundle
    row("bundle_not_asked", "sender", "单独报送的办件不能自行归入联办件", "请删除bundle和rests_on,或通过联办件报送"),
)
