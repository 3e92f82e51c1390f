"""What can go wrong for whoever publishes or reads, and what to do then.

    ClientError
    ├── Rejected          what you want to send is wrong; nothing was sent   (correct it, see code and pointer)
    ├── NotAuthorised     Kafka refuses the password, or this endpoint there (ask the platform's operators)
    ├── CannotReach       Kafka does not answer, or the answer was lost      (the same submission may be sent again)
    ├── NameInUse         another process reads under the same name          (give each its own ``instance``)
    ├── NoAttachment      nothing whole lies under this digest               (ask who filed it to upload it again)
    ├── NotGenuine        an attachment is not what its digest says          (don't use it; tell the operators)
    └── NotAnswered       no answer within the time you gave                 (it is sent; ask again later)

Texts are Chinese, then English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from hub.client.english import english_of
from hub.lanes.ports import BrokerError, Fenced, NotAllowed
from schemas.codes import explain


class ClientError(Exception):
    """Anything this library raises."""


class Rejected(ClientError):  # noqa: N818 - says what happened, as the ports do
    """What you want to send would be refused, so it was not sent; ``code`` is one of ``schemas.codes``."""

    def __init__(self, code: str, pointer: str = "", params: Mapping[str, str] | None = None) -> None:
        """``pointer`` (RFC 6901) leads into the data; empty: the message as a whole."""
        self.code = code
        self.pointer = pointer
        self.params = dict(params or {})
        self.text = explain(code, self.params, pointer)
        self.english = english_of(code, self.params)
        where = f" @ {pointer}" if pointer else ""
        super().__init__(f"{self.text}({code}{where})\n{self.english}")


class NotAuthorised(ClientError):  # noqa: N818 - says what happened, as the ports do
    """Kafka refuses this principal: wrong password, or an endpoint that is not yours."""


class CannotReach(ClientError):  # noqa: N818 - says what happened, as the ports do
    """Kafka does not answer. What was to be sent may be sent again: its id is the same, so it counts once."""


class NameInUse(ClientError):  # noqa: N818 - says what happened, as the ports do
    """Another process reads under the same name and has taken over."""


class NotAnswered(ClientError):  # noqa: N818 - says what happened, as the ports do
    """The hub has not answered within the time given; what was sent is not lost."""


class NoAttachment(ClientError):  # noqa: N818 - says what happened, as the ports do
    """There is no attachment of this digest, or not all of it, or this key may not know."""


class NotGenuine(ClientError):  # noqa: N818 - says what happened, as the ports do
    """What lies in the store under a digest is not what the digest says."""


NOT_AUTHORISED: Final = (
    "Kafka拒绝访问:密码不正确,或者{what}不属于本账号,请核对端点和密码。\n"
    "Kafka refuses access: the password is wrong, or {what} is not this principal's."
)
CANNOT_REACH: Final = (
    "无法连接Kafka,请检查网络和服务器地址后重试;重试不会造成重复。\n"
    "Kafka does not answer: check network and address, then try again; nothing will be doubled."
)
NAME_IN_USE: Final = (
    "另一个进程正以同一名称读取,本进程已停止;请为每个进程设置不同的instance。\n"
    "Another process reads under the same name: give each process an instance of its own."
)
_REFUSALS: Final = ("AUTHORIZATION_FAILED", "AUTHENTICATION_FAILED", "ILLEGAL_SASL_STATE")
_TOO_LARGE: Final = "MESSAGE_TOO_LARGE"


def translated(error: BrokerError, what: str) -> ClientError:
    """Say it in the words of who called; ``what`` is the topic or group it was about."""
    # Where a producer is refused, its port knows an outcome only: the broker's own word tells the rest.
    if isinstance(error, NotAllowed) or any(word in str(error) for word in _REFUSALS):
        return NotAuthorised(NOT_AUTHORISED.format(what=what))
    if isinstance(error, Fenced):
        return NameInUse(NAME_IN_USE)
    if _TOO_LARGE in str(error):
        return Rejected("too_large")
    return CannotReach(f"{CANNOT_REACH}\n({error})")


@contextmanager
def in_our_words(what: str) -> Iterator[None]:
    """Translate whatever the broker raises within."""
    try:
        yield
    except BrokerError as error:
        raise translated(error, what) from error
