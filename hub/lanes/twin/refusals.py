"""What the twin's server answers instead of a result; its clients translate them to the errors of the ports.

    Refusal                     Kafka's name
    ├── ProducerFenced          PRODUCER_FENCED, INVALID_PRODUCER_EPOCH
    ├── ConcurrentTransactions  CONCURRENT_TRANSACTIONS
    ├── OutOfOrder              OUT_OF_ORDER_SEQUENCE_NUMBER
    ├── TooLarge                MESSAGE_TOO_LARGE
    ├── NoSuchTopic             UNKNOWN_TOPIC_OR_PARTITION
    ├── Rebalancing             REBALANCE_IN_PROGRESS
    ├── NotAMember              UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION
    └── NameTaken               FENCED_INSTANCE_ID

After any of these nothing was written.
"""


class Refusal(Exception):  # noqa: N818 - an answer of the server, not a failure of it
    """The server understood the request and wrote nothing."""


class ProducerFenced(Refusal):
    """The producer's epoch is not the current one."""


class ConcurrentTransactions(Refusal):
    """The transaction before is still ending: try again."""


class OutOfOrder(Refusal):
    """A batch before this one is missing."""


class TooLarge(Refusal):
    """A record is larger than the topic takes."""


class NoSuchTopic(Refusal):
    """No such topic or partition."""


class Rebalancing(Refusal):
    """The group waits for its members to join again."""


class NotAMember(Refusal):
    """The member or its generation is not known any more."""


class NameTaken(Refusal):
    """Another process has joined under the same static name."""
