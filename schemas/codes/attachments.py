"""Refusals of attachments: two by the hub, of what a message says of a file; the rest before anything is sent."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

NAMED: Final = (
    # a material with a media type says that its file lies in the store: under its digest, with its size
    _row(
        "attachment_incomplete",
        "sender",
        "材料“{material}”写明了文件格式,但摘要或字节数不全",
        "请先上传文件,再填写SHA-256摘要和字节数",
    ),
    _row(
        "attachment_media_type",
        "sender",
        "材料“{material}”的文件格式不在受理之列",
        "请改用PDF、OFD、JPEG或PNG后重新上传",
    ),
)
"""By the hub."""

FILES: Final = (
    _row("attachment_unreadable", "sender", "无法读取文件{file}", "请核对文件名和读取权限后重试"),
    # a name in a filing that leads out of the filing's own folder
    _row(
        "attachment_path", "sender", "文件名{file}指向申请文件所在文件夹之外", "请把文件放在同一文件夹内,填写相对文件名"
    ),
    _row("attachment_empty", "applicant", "文件{file}是空的", "请重新扫描或重新导出后上传"),
    _row(
        "attachment_too_large",
        "applicant",
        "文件{file}有{size},超过上限{limit}",
        "请降低扫描分辨率或拆分为多份材料后上传",
    ),
    # by content, whatever it is called
    _row("attachment_kind", "applicant", "文件{file}的内容是{found},不予接收", "请另存为PDF、OFD、JPEG或PNG后上传"),
    _row("attachment_damaged", "applicant", "文件{file}不完整或已损坏({why})", "请重新扫描、导出或下载后再上传"),
    _row("attachment_locked", "applicant", "文件{file}设有打开密码,办理人员无法查看", "请去除密码后上传"),
    # a zip bomb, or what can only be meant as one
    _row(
        "attachment_bomb",
        "applicant",
        "文件{file}展开后过大或结构异常({why})",
        "请重新导出后上传;仍不能上传的,请改用PDF",
    ),
    _row("attachment_infected", "applicant", "文件{file}带有病毒({virus}),已隔离", "请杀毒后重新扫描或导出,再上传"),
    # the scanner is away, or cannot read it
    _row(
        "attachment_unscanned",
        "operator",
        "文件{file}未能完成病毒扫描({why}),已隔离",
        "请稍后重新上传;反复出现时请联系平台",
    ),
    _row("attachment_digest", "sender", "文件{file}的摘要与所填不符", "请核对是否选错了文件,或让系统重新计算摘要"),
    _row("attachment_changed", "sender", "文件{file}在上传过程中被改动", "请关闭正在编辑该文件的程序后重新上传"),
    _row("attachment_digest_form", "sender", "{digest}不是附件摘要", "请填写sha256:加64位小写十六进制数字"),
)
"""By who uploads."""

ATTACHMENTS: Final = (*NAMED, *FILES)
