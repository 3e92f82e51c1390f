"""Why there is no paper.

PaperError
├── MissingGlyphError   no font at hand shows a character: never a silent box
├── FontError           a font that the settings name can't be used
└── NotYetError         the case has no such fact, or the item knows no such notice
"""

from __future__ import annotations


class PaperError(Exception):
    """There is no paper; the message says why and what to do, in Chinese and English."""


class MissingGlyphError(PaperError):
    """No font at hand shows these characters."""

    def __init__(self, characters: str) -> None:
        """``characters``: each once; the message names their code points, since screens may not show them either."""
        points = [f"U+{ord(one):04X}" for one in characters]
        named = "、".join(f"“{one}”({point})" for one, point in zip(characters, points, strict=True))
        super().__init__(
            f"字库缺字:{named}。请在 HUB_PAPER_FONTS 中指定含有这些字的字体文件(如当地人口信息系统所用字库)。\n"
            f"No font shows {', '.join(points)}: name one that does in HUB_PAPER_FONTS."
        )
        self.characters = characters


class FontError(PaperError):
    """A font file can't be used."""


class NotYetError(PaperError):
    """The notice has nothing to rest on."""
