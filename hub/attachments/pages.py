"""PDF (ISO 32000), opened by PDFium as the officer's reader will open it: damaged and locked ones are refused."""

from __future__ import annotations

import threading
from typing import BinaryIO, Final

from hub.attachments.faults import Fault, damaged

PAGES: Final = 5_000
_TAIL: Final = 2_048
_LOCKED: Final = 4
"""FPDF_ERR_PASSWORD."""
_one_at_a_time = threading.Lock()
"""PDFium knows no threads."""


def check_pdf(file: BinaryIO, size: int) -> tuple[str, ...]:
    """Check a PDF; give what is odd about it. Raises Fault."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - loads a library of 7 MB, and most commands check no file

    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read(_TAIL):
        # PDFium would mend it and show what is left
        raise damaged("缺少结尾,可能没有传完")
    file.seek(0)
    with _one_at_a_time:
        try:
            document = pdfium.PdfDocument(file)
        except pdfium.PdfiumError as error:
            if error.err_code == _LOCKED:
                raise Fault("attachment_locked") from None
            raise damaged("PDF无法打开") from None
        try:
            return _odd(document, len(document))
        finally:
            document.close()


def _odd(document: object, pages: int) -> tuple[str, ...]:
    import pypdfium2.raw as raw  # noqa: PLC0415, PLR0402 - as above; its own name

    if pages == 0:
        raise damaged("PDF没有页面")
    if pages > PAGES:
        raise Fault("attachment_bomb", f"有{pages}页,上限{PAGES}页")
    told = {
        "PDF限制打印或复制": raw.FPDF_GetSecurityHandlerRevision(document) != -1,
        "PDF带有脚本,阅读软件可能拦截": raw.FPDFDoc_GetJavaScriptActionCount(document) > 0,
        "PDF内嵌有其他文件,办理人员未必看到": raw.FPDFDoc_GetAttachmentCount(document) > 0,
    }
    return tuple(text for text, is_so in told.items() if is_so)
