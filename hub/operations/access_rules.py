"""Who may do what on Kafka: one list of rules per principal.

Reading or writing a topic implies describing it (Kafka's own rule). Group and transactional-id rules go by prefix and
per principal: a wildcard would let an endpoint fence casework or move another's offsets.
"""

from typing import Final, NamedTuple

from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from hub.documents.publishing import NAME as STATUS_LIST
from schemas.topics import (
    COMMANDS,
    DEAD_LETTERS,
    DOCUMENTS,
    INBOX,
    REFERENCE,
    RESULTS,
    SIGNER_GROUP,
    SIGNING,
    WORK,
)

HUB: Final = "hub"
OPERATOR: Final = "operator"
SIGNER: Final = "signer"
ANY: Final = "*"
CLUSTER: Final = "kafka-cluster"


class Rule(NamedTuple):
    """May do `operation` to the resource `name`, or to all that start with it where `prefix` is set."""

    kind: ResourceType
    name: str
    operation: AclOperation
    prefix: bool = False

    def binding(self, principal: str) -> AclBinding:
        pattern = ResourcePatternType.PREFIXED if self.prefix else ResourcePatternType.LITERAL
        return AclBinding(
            self.kind, self.name, pattern, f"User:{principal}", ANY, self.operation, AclPermissionType.ALLOW
        )


def rules_of_endpoint(endpoint: str) -> list[Rule]:
    """Its own inbox in, its own queues out, and what every region may read. No transactions at all."""
    return [
        Rule(ResourceType.TOPIC, INBOX + endpoint, AclOperation.WRITE),
        Rule(ResourceType.TOPIC, WORK + endpoint, AclOperation.READ),
        Rule(ResourceType.TOPIC, RESULTS + endpoint, AclOperation.READ),
        Rule(ResourceType.TOPIC, DOCUMENTS, AclOperation.READ),
        Rule(ResourceType.TOPIC, REFERENCE, AclOperation.READ),
        Rule(ResourceType.GROUP, f"{endpoint}.", AclOperation.READ, prefix=True),
    ]


def rules_of_hub(environment: str) -> list[Rule]:
    """The agents: all topics, their own groups, the transactional ids of their environment."""
    return [
        Rule(ResourceType.TOPIC, ANY, AclOperation.READ),
        Rule(ResourceType.TOPIC, ANY, AclOperation.WRITE),
        Rule(ResourceType.TOPIC, ANY, AclOperation.DESCRIBE_CONFIGS),
        Rule(ResourceType.TOPIC, f"{HUB}.", AclOperation.CREATE, prefix=True),  # the worker's own
        Rule(ResourceType.GROUP, f"{HUB}.", AclOperation.READ, prefix=True),
        Rule(ResourceType.GROUP, ANY, AclOperation.DESCRIBE),  # the lag of everybody is shown
        Rule(ResourceType.TRANSACTIONAL_ID, f"{environment}-", AclOperation.WRITE, prefix=True),
    ]


def rules_of_signer(environment: str) -> list[Rule]:
    """The signer: requests, registry, reference data in, commands and status list out. Its keys are nobody else's."""
    return [
        Rule(ResourceType.TOPIC, SIGNING, AclOperation.READ),
        Rule(ResourceType.TOPIC, REFERENCE, AclOperation.READ),
        Rule(ResourceType.TOPIC, COMMANDS, AclOperation.WRITE),
        Rule(ResourceType.TOPIC, DOCUMENTS, AclOperation.READ),
        Rule(ResourceType.TOPIC, DOCUMENTS, AclOperation.WRITE),
        Rule(ResourceType.TRANSACTIONAL_ID, f"{environment}-{STATUS_LIST}", AclOperation.WRITE),
        Rule(ResourceType.GROUP, SIGNER_GROUP, AclOperation.READ),
    ]


def rules_of_operator() -> list[Rule]:
    """People who look everywhere, write reference rows, redrive dead letters and set offsets right."""
    return [
        Rule(ResourceType.TOPIC, ANY, AclOperation.READ),
        Rule(ResourceType.TOPIC, ANY, AclOperation.DESCRIBE_CONFIGS),
        Rule(ResourceType.TOPIC, REFERENCE, AclOperation.WRITE),
        Rule(ResourceType.TOPIC, COMMANDS, AclOperation.WRITE),
        Rule(ResourceType.TOPIC, DEAD_LETTERS, AclOperation.WRITE),
        Rule(ResourceType.GROUP, ANY, AclOperation.READ),
        Rule(ResourceType.GROUP, ANY, AclOperation.DELETE),
        Rule(ResourceType.TRANSACTIONAL_ID, ANY, AclOperation.DESCRIBE),
        Rule(ResourceType.BROKER, CLUSTER, AclOperation.DESCRIBE),
    ]
