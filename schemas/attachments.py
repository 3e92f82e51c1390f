"""Files handed in with an application: which kinds there are. The bytes lie in a store; messages carry the digest.

Only what every officer can open, what can't be edited in passing and what runs nothing: OFD (GB/T 33190) and PDF
(ISO 32000) for pages, JPEG and PNG for scans and photographs. A Word file is exported as one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import StringConstraints

MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,60}$")]
"""RFC 6838, without parameters."""

PDF: Final = "application/pdf"
OFD: Final = "application/ofd"
"""As OFD readers register it; IANA's list has no name for GB/T 33190."""
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

SUFFIXES: Final[Mapping[str, str]] = {PDF: ".pdf", OFD: ".ofd", JPEG: ".jpg", PNG: ".png"}
"""Every kind that is taken, with the ending of its name."""
