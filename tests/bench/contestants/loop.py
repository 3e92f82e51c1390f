"""The loop one writes by hand: consume, transform, produce in a transaction, offsets sent into it.

After confluent-kafka's own example (examples/eos-transactions.py), in batches of the size that everyone has.
"""

from __future__ import annotations

import sys

from confluent_kafka import Consumer, Producer

from tests.bench.course import BATCH, INTERVAL_S, Course, access, course_of


def main(course: Course) -> None:
    """Run until killed."""
    client = access().for_confluent()
    consumer = Consumer(
        {
            **client,
            "group.id": course.name,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    producer = Producer({**client, "transactional.id": course.name})
    producer.init_transactions()
    consumer.subscribe([course.commands])
    topics = (*course.outputs, course.states)
    while True:
        messages = [message for message in consumer.consume(BATCH, INTERVAL_S) if message.error() is None]
        if not messages:
            continue
        producer.begin_transaction()
        for message in messages:
            key, value, headers = message.key(), message.value(), message.headers()
            for topic in topics:
                producer.produce(topic, value, key, headers=headers)
            producer.poll(0)
        positions = consumer.position(consumer.assignment())
        producer.send_offsets_to_transaction(positions, consumer.consumer_group_metadata())
        producer.commit_transaction()


if __name__ == "__main__":
    main(course_of(sys.argv[1]))
