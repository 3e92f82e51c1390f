"""Makes on Kafka what the hub needs: topics, principals and their rights. Repeating it changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)
from pydantic import TypeAdapter

from hub.operations.access_rules import (
    HUB,
    OPERATOR,
    SIGNER,
    Rule,
    rules_of_endpoint,
    rules_of_hub,
    rules_of_operator,
    rules_of_signer,
)
from hub.settings import KafkaAccess
from schemas.topics import TOPICS
from schemas.values import Endpoint

ENDPOINT: Final[TypeAdapter[str]] = TypeAdapter(Endpoint)
# the least that RFC 7677 allows, and what Kafka takes by default
ITERATIONS: Final = 4096
TIMEOUT_SECONDS: Final = 60
BROKER_DEFAULT: Final = -1
POLL_SECONDS: Final = 0.05
EVERY_RULE: Final = AclBindingFilter(  # its stub forgets that None means any
    *(ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY)  # type: ignore[arg-type]
)


class ProvisioningError(RuntimeError):
    """Kafka refused, or holds something that may not be changed in place; the message says what."""


@dataclass(frozen=True)
class Plan:
    """What there shall be.

    `endpoints` are region codes (`520122`) or units with a system of their own (`520100-water`);
    `partitions` is the shared number of commands, facts and states; `password_of` gives each principal's password.
    """

    endpoints: tuple[str, ...]
    partitions: int
    environment: str
    password_of: Callable[[str], str]

    def topics(self) -> list[NewTopic]:
        return [
            NewTopic(
                name,
                num_partitions=topic.partitions or self.partitions,
                replication_factor=BROKER_DEFAULT,
                config=topic.config,
            )
            for topic in TOPICS
            for name in ([topic.name + endpoint for endpoint in self.endpoints] if topic.per_endpoint else [topic.name])
        ]

    def rules(self) -> dict[str, list[Rule]]:
        """The rights of every principal."""
        own = {
            HUB: rules_of_hub(self.environment),
            SIGNER: rules_of_signer(self.environment),
            OPERATOR: rules_of_operator(),
        }
        return own | {endpoint: rules_of_endpoint(endpoint) for endpoint in self.endpoints}


@dataclass(frozen=True)
class Provisioned:
    """What was done: topics made now (the others were there), principals and rules in force."""

    topics_made: int
    topics: int
    principals: int
    rules: int


def provision(administrator: KafkaAccess, plan: Plan, tell: Callable[[str], None] = lambda _: None) -> Provisioned:
    """Makes what is missing. Raises ProvisioningError; ValueError (pydantic's) for an endpoint that is none."""
    for endpoint in plan.endpoints:
        ENDPOINT.validate_python(endpoint)
    admin = AdminClient(administrator.for_confluent())
    topics, rules = plan.topics(), plan.rules()
    made = _make_topics(admin, topics)
    tell(f"topics: {made} made, {len(topics) - made} were there")
    _set_passwords(admin, rules, plan.password_of)
    tell(f"principals: {len(rules)} may sign in")
    bindings = [rule.binding(principal) for principal, granted in rules.items() for rule in granted]
    _settle(admin.create_acls(bindings, request_timeout=TIMEOUT_SECONDS))
    _wait_until_effective(administrator, bindings, last=(list(rules)[-1], plan.password_of))
    tell(f"access rules: {len(bindings)} in force")
    return Provisioned(made, len(topics), len(rules), len(bindings))


def _make_topics(admin: AdminClient, topics: list[NewTopic]) -> int:
    present = admin.list_topics(timeout=TIMEOUT_SECONDS).topics
    for topic in topics:
        known = present.get(topic.topic)
        if known is not None and len(known.partitions) != topic.num_partitions:
            raise ProvisioningError(
                f"{topic.topic} has {len(known.partitions)} partitions instead of {topic.num_partitions}: "
                "growing is a planned move to new topics, not a change of a setting"
            )
    missing = [topic for topic in topics if topic.topic not in present]
    if missing:
        _settle(admin.create_topics(missing, request_timeout=TIMEOUT_SECONDS), KafkaError.TOPIC_ALREADY_EXISTS)
    return len(missing)


def _set_passwords(admin: AdminClient, principals: Iterable[str], password_of: Callable[[str], str]) -> None:
    scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    wanted: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(name, scram, password_of(name).encode()) for name in principals
    ]
    _settle(admin.alter_user_scram_credentials(wanted, request_timeout=TIMEOUT_SECONDS))


def _wait_until_effective(
    administrator: KafkaAccess, bindings: list[AclBinding], last: tuple[str, Callable[[str], str]]
) -> None:
    """The controller answers before the broker knows; passwords are applied in one go, and rules after them."""
    principal, password_of = last
    signing_in = administrator.as_principal(principal, password_of(principal)).for_confluent()
    AdminClient({**signing_in, "log_level": 0, "reconnect.backoff.max.ms": 100}).list_topics(timeout=TIMEOUT_SECONDS)
    admin = AdminClient(administrator.for_confluent())
    until = time.monotonic() + TIMEOUT_SECONDS
    while not set(bindings) <= set(admin.describe_acls(EVERY_RULE).result()):
        if time.monotonic() > until:
            raise ProvisioningError(f"the access rules are not in force after {TIMEOUT_SECONDS} s")
        time.sleep(POLL_SECONDS)


def _settle(answers: dict[Any, Future[Any]], *fine: int) -> None:
    """Waits for all answers; the first refusal that isn't fine is raised with what it was about."""
    for subject, answer in answers.items():
        try:
            answer.result()
        except KafkaException as refusal:
            error = refusal.args[0]
            if error.code() not in fine:
                raise ProvisioningError(f"Kafka refused {subject}: {error.str()}") from refusal
