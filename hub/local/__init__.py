"""Embedded Kafka and PostgreSQL: real servers that come as packages and live under HUB_HOME.

`Engines` brings up what the settings leave to us; `EmbeddedKafka` and `EmbeddedPostgres` are the two servers.
"""

from hub.local.credentials import Credentials
from hub.local.engine import EngineError, Tell
from hub.local.engines import Engines
from hub.local.kafka import EmbeddedKafka
from hub.local.postgresql import EmbeddedPostgres

__all__ = ["Credentials", "EmbeddedKafka", "EmbeddedPostgres", "EngineError", "Engines", "Tell"]
