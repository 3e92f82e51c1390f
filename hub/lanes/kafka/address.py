"""Where a Kafka cluster is and who we are there: plain values, given once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KafkaAddress:
    """Bootstrap servers and credentials, named as in the settings."""

    bootstrap: str
    """``host:port``, several with commas between; one that answers is enough."""
    username: str = ""
    password: str = field(default="", repr=False)
    security: str = "PLAINTEXT"
    """PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."""
    mechanism: str = "SCRAM-SHA-512"
    """SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN (RFC 5802, RFC 4616)."""
    ca_file: str = ""
    """The certificate authorities to trust; empty: the system's."""
    request_timeout: float = 8.0
    """Seconds without an answer after which a broker counts as dead."""

    @property
    def authenticated(self) -> bool:
        """Whether we prove who we are."""
        return self.security.startswith("SASL")

    @property
    def encrypted(self) -> bool:
        """Whether the connection is TLS."""
        return self.security.endswith("SSL")

    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """Give the bootstrap servers as host and port."""
        pairs = (server.strip().rpartition(":") for server in self.bootstrap.split(","))
        return tuple((host.strip("[]"), int(port)) for host, _, port in pairs)
