"""Settings: `HUB_…` environment variables, read once by the composition root into frozen sections.

`SETTINGS` is the catalogue; the docs print it by `as_markdown`, and a test holds it against what `read` reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from hub.lanes.kafka.address import KafkaAddress
    from schemas.chain import Algorithm

# librdkafka and aiokafka both speak it; 256 would do as well
SCRAM: Final = "SCRAM-SHA-512"


class Setting(NamedTuple):
    name: str
    default: str
    meaning: str


SETTINGS: Final = (
    Setting("HUB_HOME", ".hub", "where the embedded engines keep data, logs, ports and credentials"),
    Setting("HUB_CACHE", "~/.cache/tongban-hub", "where downloaded Kafka versions are kept, shared by all homes"),
    Setting("HUB_KAFKA", "", "bootstrap servers of a real cluster; empty: the embedded broker under HUB_HOME"),
    Setting("HUB_KAFKA_SECURITY", "SASL_SSL", "security protocol of HUB_KAFKA, as Kafka's clients call it"),
    Setting("HUB_KAFKA_MECHANISM", SCRAM, "SASL mechanism of HUB_KAFKA"),
    Setting("HUB_KAFKA_USERNAME", "", "principal on HUB_KAFKA"),
    Setting("HUB_KAFKA_PASSWORD", "", "its password; never printed"),
    Setting("HUB_KAFKA_CA", "", "file with the certificate authorities of HUB_KAFKA; empty: the system's"),
    Setting("HUB_KAFKA_VERSION", "4.2.1", "version of the embedded broker; 4.3.0 to 4.4.0 lose transaction markers"),
    Setting("HUB_DATABASE", "", "PostgreSQL connection string; empty: the embedded server under HUB_HOME"),
    Setting("HUB_ENVIRONMENT", "local", "first part of every transactional id: two hubs on one cluster differ here"),
    Setting(
        "HUB_SUBJECT_KEY",
        "",
        "secret behind the numbers of subjects, 32 characters at least, the same for ever; never printed. Workers on"
        " HUB_KAFKA need it; empty beside the embedded broker: a public one, for development",
    ),
    Setting("HUB_DIGEST", "sha256", "chains the facts from now on: sha256 or sm3 (GB/T 32905)"),
    Setting("HUB_SEAL_KEY", "", "file with the private key of the hourly seals; empty: keys/seals.pem under HUB_HOME"),
    Setting(
        "HUB_ATTACHMENTS",
        "",
        "where attachments lie: a folder, or s3://bucket/prefix; empty: the folder attachments under HUB_HOME",
    ),
    Setting(
        "HUB_ATTACHMENTS_ENDPOINT", "", "address of an S3 service that is not Amazon's, such as https://s3.example.cn"
    ),
    Setting("HUB_ATTACHMENTS_REGION", "us-east-1", "S3 region of the bucket"),
    Setting("HUB_ATTACHMENTS_KEY", "", "S3 access key; each endpoint has one of its own"),
    Setting("HUB_ATTACHMENTS_SECRET", "", "its secret; never printed"),
    Setting("HUB_ATTACHMENTS_LARGEST", "100", "largest attachment, in MB (1,000,000 bytes)"),
    Setting(
        "HUB_ATTACHMENTS_SCAN",
        "",
        "who looks for viruses before an attachment is stored: clamd:/run/clamd.sock, clamd:host:3310, or command:…"
        " (gets the file as its last word; exit code 0 clean, 1 infected). Empty: nobody does",
    ),
    Setting(
        "HUB_ATTACHMENTS_ORPHANS",
        "30",
        "days after which hub attachment sweep removes what no case names; more than the 28 a filing may be under way",
    ),
    Setting(
        "HUB_ATTACHMENTS_RETENTION",
        "3650",
        "days after a case's end until sweep removes its attachments; 0: never. Ten years are the shortest fixed period"
        " of 国家档案局令第8号; your archive's table of periods decides",
    ),
    Setting(
        "HUB_PAPER_FONTS", "", "font files for characters that printed papers' own fonts lack, with : between them"
    ),
    Setting(
        "HUB_DOCUMENT_KEYS",
        "",
        "folder of the keys that sign documents, the signer's alone; empty: keys/documents under HUB_HOME",
    ),
    Setting(
        "HUB_PERSONAL_SEALING",
        "aes",
        "seals what is personal in facts and states: aes (AES-256-GCM-SIV), sm4 (SM4 and SM3), or off; a log once"
        " sealed needs its key store for good",
    ),
    Setting(
        "HUB_PERSONAL_KEYS",
        "",
        "file with the key-encryption keys of sealed personal data, the same at every worker; empty: keys/personal.json"
        " under HUB_HOME. `hub up` makes it beside the embedded broker; elsewhere `hub personal-keys make` does, once",
    ),
    Setting("HUB_PARTITIONS", "4", "partitions of commands, facts and states; fixed for a generation of topics"),
)


_SHORTEST_KEY: Final = 32
_FEWEST_ORPHAN_DAYS: Final = 30
"""An inbox keeps a filing 14 days, and ``commands`` 14 more, before its fact names the attachment."""
DEVELOPMENT_SUBJECT_KEY: Final = "for development only, known to all"


class SettingError(ValueError):
    """A variable holds something that can't be meant; the message names it and what is allowed."""


@dataclass(frozen=True)
class KafkaAccess:
    """How one principal reaches one cluster; the password hides itself."""

    bootstrap: str
    username: str = ""
    password: str = field(default="", repr=False)
    security: str = "PLAINTEXT"
    mechanism: str = SCRAM
    ca_file: str = ""

    def as_principal(self, username: str, password: str) -> KafkaAccess:
        return replace(self, username=username, password=password)

    def for_aiokafka(self) -> dict[str, Any]:
        """Keyword arguments of aiokafka's clients, without an SSL context unless the protocol wants one."""
        settings: dict[str, Any] = {"bootstrap_servers": self.bootstrap, "security_protocol": self.security}
        if self.security.startswith("SASL"):
            settings |= {"sasl_mechanism": self.mechanism}
            settings |= {"sasl_plain_username": self.username, "sasl_plain_password": self.password}
        if self.security.endswith("SSL"):
            from aiokafka.helpers import create_ssl_context  # noqa: PLC0415 - settings stay light where there is no TLS

            settings["ssl_context"] = create_ssl_context(cafile=self.ca_file or None)
        return settings

    def for_lanes(self) -> KafkaAddress:
        """The address as the lanes' own client and the client library take it."""
        from hub.lanes.kafka.address import KafkaAddress  # noqa: PLC0415 - settings stay light

        return KafkaAddress(self.bootstrap, self.username, self.password, self.security, self.mechanism, self.ca_file)

    def for_confluent(self) -> dict[str, Any]:
        """Configuration of librdkafka's clients (confluent-kafka)."""
        settings = {"bootstrap.servers": self.bootstrap, "security.protocol": self.security}
        if self.security.startswith("SASL"):
            settings |= {"sasl.mechanism": self.mechanism}
            settings |= {"sasl.username": self.username, "sasl.password": self.password}
        if self.ca_file:
            settings["ssl.ca.location"] = self.ca_file
        return settings

    def as_environment(self) -> dict[str, str]:
        """The same access as `HUB_KAFKA…` variables, for a process we start."""
        return {
            "HUB_KAFKA": self.bootstrap,
            "HUB_KAFKA_SECURITY": self.security,
            "HUB_KAFKA_MECHANISM": self.mechanism,
            "HUB_KAFKA_USERNAME": self.username,
            "HUB_KAFKA_PASSWORD": self.password,
            "HUB_KAFKA_CA": self.ca_file,
        }


@dataclass(frozen=True)
class DatabaseAccess:
    """A PostgreSQL connection string, which may hold a password and so hides itself."""

    dsn: str = field(repr=False)

    def as_environment(self) -> dict[str, str]:
        return {"HUB_DATABASE": self.dsn}


@dataclass(frozen=True)
class EngineSettings:
    """Of the embedded engines."""

    home: Path
    cache: Path
    kafka_version: str


@dataclass(frozen=True)
class LaneSettings:
    environment: str
    partitions: int
    digest: Algorithm = "sha256"


@dataclass(frozen=True)
class AttachmentSettings:
    """Where attachments lie, what is taken, who scans it, and how long it stays."""

    place: str
    """A folder, or s3://bucket/prefix."""
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = ""
    secret: str = field(default="", repr=False)
    largest: int = 100_000_000
    """Bytes."""
    scan: str = ""
    orphans: timedelta = timedelta(days=30)
    retention: timedelta | None = None
    """After the end of a case; None: for ever."""


@dataclass(frozen=True)
class SubjectKey:
    """The province's secret behind the numbers of subjects, which hides itself; None: only the embedded default."""

    secret: str = field(default=DEVELOPMENT_SUBJECT_KEY, repr=False)

    @property
    def bytes(self) -> bytes:
        return self.secret.encode()

    def as_environment(self) -> dict[str, str]:
        return {"HUB_SUBJECT_KEY": self.secret}


@dataclass(frozen=True)
class PersonalSettings:
    """How personal data is sealed, and where the key-encryption keys are."""

    sealing: Literal["aes", "sm4", "off"]
    keys: Path

    def as_environment(self) -> dict[str, str]:
        return {"HUB_PERSONAL_SEALING": self.sealing, "HUB_PERSONAL_KEYS": str(self.keys)}


@dataclass(frozen=True)
class Settings:
    """Everything read; `kafka` and `database` are None where the embedded engine is meant.

    `subject_key` is None where a real cluster is named without it: enough for whoever only sends and looks.
    """

    kafka: KafkaAccess | None
    database: DatabaseAccess | None
    engines: EngineSettings
    lanes: LaneSettings
    subject_key: SubjectKey | None = SubjectKey()
    given_seal_key: Path | None = None
    given_document_keys: Path | None = None
    given_attachments: AttachmentSettings | None = None
    paper_fonts: tuple[Path, ...] = ()
    sealing: Literal["aes", "sm4", "off"] = "aes"
    given_personal_keys: Path | None = None

    @property
    def personal(self) -> PersonalSettings:
        """How personal data is sealed."""
        keys = self.given_personal_keys or self.engines.home / "keys" / "personal.json"
        return PersonalSettings(self.sealing, keys)

    @property
    def seal_key(self) -> Path:
        """File with the private key of the hourly seals; public keys are beside it."""
        return self.given_seal_key or self.engines.home / "keys" / "seals.pem"

    @property
    def document_keys(self) -> Path:
        """Folder of the key store that the signer signs with."""
        return self.given_document_keys or self.engines.home / "keys" / "documents"

    @property
    def attachments(self) -> AttachmentSettings:
        """Where attachments lie; settings made by hand have them under HUB_HOME."""
        return self.given_attachments or AttachmentSettings(str(self.engines.home / "attachments"))


def read(environment: Mapping[str, str]) -> Settings:
    """Reads the variables once. Raises SettingError for a value that can't be meant and for unknown `HUB_…` names."""
    values = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    home = Path(values["HUB_HOME"]).expanduser().resolve()
    unknown = {name for name in environment if name.startswith("HUB_")} - set(values)
    if unknown:
        raise SettingError(f"unknown settings {', '.join(sorted(unknown))}: see the table of settings")
    return Settings(
        kafka=_kafka(values),
        database=DatabaseAccess(values["HUB_DATABASE"]) if values["HUB_DATABASE"] else None,
        engines=EngineSettings(
            home=home,
            cache=Path(values["HUB_CACHE"]).expanduser().resolve(),
            kafka_version=_matching(values, "HUB_KAFKA_VERSION", r"\d+\.\d+\.\d+(-\w+)?", "a version such as 4.2.1"),
        ),
        lanes=LaneSettings(
            environment=_matching(values, "HUB_ENVIRONMENT", r"[a-z0-9]{1,20}", "1 to 20 of a–z and 0–9"),
            digest=cast("Algorithm", _matching(values, "HUB_DIGEST", "sha256|sm3", "sha256 or sm3")),
            partitions=int(_matching(values, "HUB_PARTITIONS", r"[1-9]\d{0,2}", "a number from 1 to 999")),
        ),
        subject_key=_subject_key(values),
        given_seal_key=_path(values["HUB_SEAL_KEY"]),
        given_document_keys=_path(values["HUB_DOCUMENT_KEYS"]),
        given_attachments=_attachments(values, home),
        paper_fonts=tuple(Path(one).expanduser().resolve() for one in values["HUB_PAPER_FONTS"].split(":") if one),
        sealing=cast(
            'Literal["aes", "sm4", "off"]', _matching(values, "HUB_PERSONAL_SEALING", "aes|sm4|off", "aes, sm4 or off")
        ),
        given_personal_keys=_path(values["HUB_PERSONAL_KEYS"]),
    )


def _path(text: str) -> Path | None:
    return Path(text).expanduser().resolve() if text else None


def _kafka(values: Mapping[str, str]) -> KafkaAccess | None:
    if not values["HUB_KAFKA"]:
        return None
    return KafkaAccess(
        bootstrap=values["HUB_KAFKA"],
        username=values["HUB_KAFKA_USERNAME"],
        password=values["HUB_KAFKA_PASSWORD"],
        security=_matching(
            values, "HUB_KAFKA_SECURITY", "(SASL_)?(PLAINTEXT|SSL)", "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
        ),
        mechanism=values["HUB_KAFKA_MECHANISM"],
        ca_file=values["HUB_KAFKA_CA"],
    )


def _attachments(values: Mapping[str, str], home: Path) -> AttachmentSettings:
    given = values["HUB_ATTACHMENTS"]
    if given.startswith("s3://"):
        _matching(
            values, "HUB_ATTACHMENTS", r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*/?", "s3://bucket/prefix"
        )
    else:
        given = str(Path(given).expanduser().resolve() if given else home / "attachments")
    whole = r"[1-9]\d{0,4}"
    orphans = int(_matching(values, "HUB_ATTACHMENTS_ORPHANS", whole, "days, 30 at least"))
    if orphans < _FEWEST_ORPHAN_DAYS:
        raise SettingError(f"HUB_ATTACHMENTS_ORPHANS is {orphans}, allowed: {_FEWEST_ORPHAN_DAYS} days or more")
    retention = int(_matching(values, "HUB_ATTACHMENTS_RETENTION", rf"0|{whole}", "days, or 0 for ever"))
    scan = r"|(clamd:(/.+|[^/:]+:\d{1,5}))|(command:.+)"
    return AttachmentSettings(
        given,
        values["HUB_ATTACHMENTS_ENDPOINT"],
        values["HUB_ATTACHMENTS_REGION"],
        values["HUB_ATTACHMENTS_KEY"],
        values["HUB_ATTACHMENTS_SECRET"],
        int(_matching(values, "HUB_ATTACHMENTS_LARGEST", whole, "MB, 1 to 99999")) * 1_000_000,
        _matching(values, "HUB_ATTACHMENTS_SCAN", scan, "clamd:/run/clamd.sock, clamd:host:3310 or command:…"),
        timedelta(days=orphans),
        timedelta(days=retention) if retention else None,
    )


def _subject_key(values: Mapping[str, str]) -> SubjectKey | None:
    secret = values["HUB_SUBJECT_KEY"]
    if secret:
        if len(secret) < _SHORTEST_KEY:
            raise SettingError(f"HUB_SUBJECT_KEY has {len(secret)} characters, allowed: {_SHORTEST_KEY} or more")
        return SubjectKey(secret)
    return None if values["HUB_KAFKA"] else SubjectKey()


def _matching(values: Mapping[str, str], name: str, pattern: str, allowed: str) -> str:
    if not re.fullmatch(pattern, values[name]):
        raise SettingError(f"{name} is {values[name]!r}, allowed: {allowed}")
    return values[name]


def as_markdown() -> str:
    """The table of all settings, for the docs."""
    rows = [f"| `{row.name}` | {f'`{row.default}`' if row.default else '–'} | {row.meaning} |" for row in SETTINGS]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows]) + "\n"
