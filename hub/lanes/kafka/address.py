"""Where a Kafka cluster is and who we are there: plain values, given once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KafkaAddress:
    """Bootstrap servers and credentials. Without a user name the connection is not authenticated."""

    servers: tuple[str, ...]
    """Each ``host:port``; one that answers is enough."""
    username: str = ""
    password: str = field(default="", repr=False)
    mechanism: str = "SCRAM-SHA-512"
    """SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN (RFC 5802, RFC 4616)."""
    tls: bool = False
    authorities: str = ""
    """File of the certificate authorities to trust; empty: the system's."""
    request_timeout: float = 8.0
    """Seconds without an answer after which a broker counts as dead."""

    @property
    def protocol(self) -> str:
        """Give Kafka's name for the way of connecting."""
        return ("SASL_" if self.username else "") + ("SSL" if self.tls else "PLAINTEXT")

    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """Give the bootstrap servers as host and port."""
        pairs = (server.strip().rpartition(":") for server in self.servers)
        return tuple((host.strip("[]"), int(port)) for host, _, port in pairs)
