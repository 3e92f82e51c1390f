"""The Faust app of one worker: supervision, leader, timers, and the agents that may be approximate."""

from __future__ import annotations

import faust

from agents.parts import Parts

# Faust refuses to start unless the request timeout is the longer one.
SESSION_S = 10.0
REQUEST_S = 30.0


def faust_app(parts: Parts) -> faust.App:
    """Make the app; nothing is connected yet."""
    kafka = parts.kafka
    data = parts.home / "workers" / parts.worker / "faust"
    data.parent.mkdir(parents=True, exist_ok=True)  # Faust makes only the last of its folders
    credentials = None
    if kafka.security.startswith("SASL"):
        credentials = faust.SASLCredentials(
            username=kafka.username,
            password=kafka.password,
            mechanism=kafka.mechanism,
            ssl_context=kafka.for_aiokafka().get("ssl_context"),
        )
    return faust.App(
        "hub.worker",
        broker=[f"kafka://{server}" for server in kafka.bootstrap.split(",")],
        broker_credentials=credentials,
        broker_session_timeout=SESSION_S,
        broker_heartbeat_interval=SESSION_S / 4,
        broker_request_timeout=REQUEST_S,
        consumer_auto_offset_reset="latest",
        store="memory://",
        table_standby_replicas=0,
        # Its web listens on all addresses without authentication.
        web_enabled=False,
        worker_redirect_stdouts=False,
        autodiscover=False,
        datadir=str(data),
    )
