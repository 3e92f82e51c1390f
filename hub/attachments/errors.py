"""What can go wrong with attachments.

AttachmentError
├── Refused       the file can't be taken: one of schemas.codes.attachments
├── Missing       nothing whole lies under this digest
├── Altered       what lies there is not what its name says
├── NotAllowed    the store knows this key not, or not for this
└── Unreachable   the store does not answer, or its disk fails
"""

from __future__ import annotations

from schemas.codes import explain


class AttachmentError(Exception):
    """Anything of this package."""


class Refused(AttachmentError):  # noqa: N818 - says what happened, as the ports do
    """A file is not taken; ``code`` is one of ``schemas.codes``."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(explain(code, params))


class Missing(AttachmentError):  # noqa: N818 - as above
    """Nothing whole lies under the digest, or this key may not know of it."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(
            f"附件库中没有{digest},或上传尚未完成。\nThere is no attachment of this digest, or not all of it."
        )


class Altered(AttachmentError):  # noqa: N818 - as above
    """What lies there is not what its name says; it must not be relied on."""

    def __init__(self, digest: str, why: str) -> None:
        """``why``: Chinese, without a full stop."""
        self.digest = digest
        self.why = why
        super().__init__(
            f"附件{digest}与其摘要不符({why}),不得使用,请报告平台。\n"
            "What lies there is not what its name says: don't use it, tell the operators."
        )


class NotAllowed(AttachmentError):  # noqa: N818 - as above
    """The store refuses this key."""


class Unreachable(AttachmentError):  # noqa: N818 - as above
    """The store does not answer, or its disk fails. What was to be sent may be sent again: only the rest goes."""
