"""A plain Faust agent that decides nothing: every event is sent on four times, as its guide on agents shows."""

from __future__ import annotations

import sys

import faust
from faust.types import StreamT

from tests.bench.course import BATCH, INTERVAL_S, Course, access, course_of


def application(course: Course) -> faust.App:
    """Make the app; raw bytes in and out, nothing created by Faust that isn't needed."""
    kafka = access()
    app = faust.App(
        course.name,
        broker=f"kafka://{kafka.bootstrap}",
        broker_credentials=faust.SASLCredentials(
            username=kafka.username, password=kafka.password, mechanism=kafka.mechanism
        ),
        broker_commit_every=BATCH,
        broker_commit_interval=INTERVAL_S,
        consumer_auto_offset_reset="earliest",
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        worker_redirect_stdouts=False,
        datadir=course.folder,
        value_serializer="raw",
        key_serializer="raw",
    )
    commands = app.topic(course.commands, value_type=bytes, key_type=bytes)
    outputs = [app.topic(name, value_type=bytes, key_type=bytes) for name in (*course.outputs, course.states)]

    async def pass_on(stream: StreamT[bytes]) -> None:
        async for event in stream.events():
            headers = dict(event.headers)
            for topic in outputs:
                await topic.send(key=event.key, value=event.value, headers=headers)

    app.agent(commands, name="pass_on")(pass_on)
    return app


if __name__ == "__main__":
    running = application(course_of(sys.argv[1]))
    running.finalize()
    worker = faust.Worker(running, loglevel="warn")
    worker.execute_from_commandline()
