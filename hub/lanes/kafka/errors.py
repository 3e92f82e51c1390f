"""What Kafka answers, and what it means at the ports: every error from outside is translated here, once.

WireError              inside this package only
├── Lost                  no answer: connection refused, broken or silent
└── Refused               an answer with an error code
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from hub.lanes.ports import BrokerError, Fenced, NotAllowed, UnknownOutcome, Unreachable


class Code(IntEnum):
    """The error codes we tell apart (Apache Kafka protocol guide, "Error Codes")."""

    NONE = 0
    OFFSET_OUT_OF_RANGE = 1
    UNKNOWN_TOPIC_OR_PARTITION = 3
    LEADER_NOT_AVAILABLE = 5
    NOT_LEADER_OR_FOLLOWER = 6
    MESSAGE_TOO_LARGE = 10
    COORDINATOR_LOAD_IN_PROGRESS = 14
    COORDINATOR_NOT_AVAILABLE = 15
    NOT_COORDINATOR = 16
    NOT_ENOUGH_REPLICAS = 19
    ILLEGAL_GENERATION = 22
    UNKNOWN_MEMBER_ID = 25
    REBALANCE_IN_PROGRESS = 27
    TOPIC_AUTHORIZATION_FAILED = 29
    GROUP_AUTHORIZATION_FAILED = 30
    CLUSTER_AUTHORIZATION_FAILED = 31
    UNSUPPORTED_SASL_MECHANISM = 33
    ILLEGAL_SASL_STATE = 34
    UNSUPPORTED_VERSION = 35
    OUT_OF_ORDER_SEQUENCE_NUMBER = 45
    INVALID_PRODUCER_EPOCH = 47
    CONCURRENT_TRANSACTIONS = 51
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53
    SASL_AUTHENTICATION_FAILED = 58
    FETCH_SESSION_ID_NOT_FOUND = 70
    INVALID_FETCH_SESSION_EPOCH = 71
    MEMBER_ID_REQUIRED = 79
    FENCED_INSTANCE_ID = 82
    PRODUCER_FENCED = 90


NAMES: Final = {code.value: code.name for code in Code}

NOT_ALLOWED: Final = frozenset(
    {
        Code.TOPIC_AUTHORIZATION_FAILED,
        Code.GROUP_AUTHORIZATION_FAILED,
        Code.CLUSTER_AUTHORIZATION_FAILED,
        Code.UNSUPPORTED_SASL_MECHANISM,
        Code.ILLEGAL_SASL_STATE,
        Code.UNSUPPORTED_VERSION,
        Code.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        Code.SASL_AUTHENTICATION_FAILED,
    }
)
FENCED: Final = frozenset({Code.INVALID_PRODUCER_EPOCH, Code.PRODUCER_FENCED})
NOT_A_MEMBER: Final = frozenset(
    {Code.ILLEGAL_GENERATION, Code.UNKNOWN_MEMBER_ID, Code.REBALANCE_IN_PROGRESS, Code.FENCED_INSTANCE_ID}
)
COORDINATOR_MOVED: Final = frozenset(
    {Code.COORDINATOR_LOAD_IN_PROGRESS, Code.COORDINATOR_NOT_AVAILABLE, Code.NOT_COORDINATOR}
)
LEADER_MOVED: Final = frozenset(
    {Code.UNKNOWN_TOPIC_OR_PARTITION, Code.LEADER_NOT_AVAILABLE, Code.NOT_LEADER_OR_FOLLOWER}
)


class WireError(Exception):
    """Something between us and Kafka failed."""


class Lost(WireError):  # noqa: N818 reads as what happened, like the ports' own
    """No answer came: whether the request was carried out is not known."""


class Refused(WireError):  # noqa: N818 same
    """The broker answered with an error code."""

    def __init__(self, code: int, what: str) -> None:
        """Name the code in the text and keep it."""
        super().__init__(f"{what}: {NAMES.get(code, f'error {code}')}")
        self.code = code


def check(code: int, what: str) -> None:
    """Raise Refused unless the code says that all is well."""
    if code:
        raise Refused(code, what)


def unreachable(trouble: WireError) -> BrokerError:
    """Translate the trouble of a call that writes nothing."""
    if isinstance(trouble, Refused) and trouble.code in NOT_ALLOWED:
        return NotAllowed(str(trouble))
    return Unreachable(str(trouble))


def unknown_outcome(trouble: WireError) -> BrokerError:
    """Translate the trouble of a call that writes."""
    if isinstance(trouble, Refused) and trouble.code in FENCED:
        return Fenced(str(trouble))
    return UnknownOutcome(str(trouble))
