"""Quix Streams with its exactly-once guarantee: a dataframe with state, three outputs, the changelog as the fourth.

Started with the contestants' own packages in front (contest.py), since it wants an older confluent-kafka than ours;
imports nothing of the hub for the same reason.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from quixstreams import Application, State  # type: ignore[import-not-found]  # not in our own environment
from quixstreams.kafka import ConnectionConfig  # type: ignore[import-not-found]  # same

BATCH = 500
INTERVAL_S = 0.25


def main(course: dict[str, str]) -> None:
    """Run until killed."""
    app = Application(
        ConnectionConfig(
            bootstrap_servers=os.environ["HUB_KAFKA"],
            security_protocol=os.environ["HUB_KAFKA_SECURITY"].lower(),
            sasl_mechanism=os.environ["HUB_KAFKA_MECHANISM"],
            sasl_username=os.environ["HUB_KAFKA_USERNAME"],
            sasl_password=os.environ["HUB_KAFKA_PASSWORD"],
        ),
        consumer_group=course["name"],
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=INTERVAL_S,
        commit_every=BATCH,
        state_dir=course["folder"],
        auto_create_topics=True,
        loglevel="WARNING",
    )
    raw = {"value_serializer": "bytes", "value_deserializer": "bytes", "key_serializer": "bytes"}
    commands = app.topic(course["commands"], key_deserializer="bytes", **raw)
    frame = app.dataframe(commands)
    frame = frame.apply(remember, stateful=True)
    for name in (course["facts"], course["work"], course["results"]):
        frame = frame.to_topic(app.topic(name, **raw))
    app.run()


def remember(value: bytes, state: State) -> Any:
    """What the others do with their stores: look whether this was handled, and keep it."""
    text = value.decode()
    if state.get("last") != text:
        state.set("last", text)
    return value


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
