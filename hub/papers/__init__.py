"""Papers for people: a document on A4 with its QR code, and the notices that clerks print of a case."""

from __future__ import annotations

from hub.papers.errors import FontError, MissingGlyphError, NotYetError, PaperError
from hub.papers.faces import Faces
from hub.papers.licence import print_document

__all__ = ["Faces", "FontError", "MissingGlyphError", "NotYetError", "PaperError", "print_document"]
