"""Two bare hops: what the machine and Kafka themselves need from produce to consume, twice. No transaction, no work."""

from __future__ import annotations

import sys

from confluent_kafka import Consumer, Producer

from tests.bench.course import Course, access, course_of


def main(course: Course) -> None:
    """Pass records on, one by one, until killed."""
    client = access().for_confluent()
    settings = {"group.id": course.name, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer({**client, **settings})
    producer = Producer({**client, "linger.ms": 0})
    consumer.subscribe([course.commands])
    while True:
        message = consumer.poll(0.1)
        if message is not None and message.error() is None:
            producer.produce(course.work, message.value(), message.key())
        producer.poll(0)


if __name__ == "__main__":
    main(course_of(sys.argv[1]))
