"""The files that embedded Kafka reads: server.properties, logging, and its command lines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.private_files import put_in_place
from hub.settings import SCRAM

ADMIN: Final = "admin"
BROKER: Final = "broker"

JVM: Final = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "--enable-native-access=ALL-UNNAMED",  # else Java 24 and later warn about the compressors' native code
    "--sun-misc-unsafe-memory-access=allow",
)

PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=CLIENT://127.0.0.1:{client_port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=CLIENT://127.0.0.1:{client_port}
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
log.dirs={data}

# Everybody proves who they are; nobody may do what no rule allows.
sasl.enabled.mechanisms={scram}
sasl.mechanism.inter.broker.protocol={scram}
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.sasl.enabled.mechanisms={scram}
listener.name.client.{scram_lower}.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{broker}" password="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
username="{broker}" password="{password}" user_{broker}="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{broker};User:{admin}
allow.everyone.if.no.acl.found=false

auto.create.topics.enable=false
message.max.bytes=1048588
# A dead worker holds readers of committed records for seconds, not for a minute.
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
transaction.max.timeout.ms=60000
# Latency of a transaction's first write to a partition (20 by default).
add.partitions.to.txn.retry.backoff.ms=2
# After kill -9 the broker waits for its old session to end before it serves again.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
# Its recovery waits for the disk more than for a processor, some times in each of hundreds of small logs.
num.recovery.threads.per.data.dir=8
group.initial.rebalance.delay.ms=0

# One node, small and quick to start.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=16777216
"""

# Loggers with lines for every partition, rule and user at every start, and nothing that one looks for.
QUIET: Final = (
    "state.change.logger",
    "kafka.cluster.Partition",
    "kafka.log.LogManager",
    "kafka.server.metadata.DynamicConfigPublisher",
    "org.apache.kafka.common.config.AbstractConfig",
    "org.apache.kafka.controller.AclControlManager",
    "org.apache.kafka.controller.ConfigurationControlManager",
    "org.apache.kafka.controller.PartitionChangeBuilder",
    "org.apache.kafka.controller.ReplicationControlManager",
    "org.apache.kafka.controller.ScramControlManager",
    "org.apache.kafka.storage.internals.log.LogLoader",
    "org.apache.kafka.storage.internals.log.UnifiedLog",
)

LOGGING: Final = """\
status=error
# else logging ends before the broker has told how its shutdown went
shutdownHook=disable
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName={logs}/server.log
appender.file.filePattern={logs}/server.%i.log
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d %-5p [%t] %c{{1}}: %m%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=64MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=4
rootLogger.level=info
rootLogger.appenderRef.file.ref=file
{quiet}"""


@dataclass(frozen=True)
class KafkaFiles:
    """Where embedded Kafka's files are; all of them under one folder."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def server_log(self) -> Path:
        return self.logs / "server.log"

    @property
    def console_log(self) -> Path:
        return self.logs / "console.log"

    @property
    def properties(self) -> Path:
        return self.folder / "server.properties"

    def write(self, client_port: int, controller_port: int, broker_password: str) -> None:
        """Writes both configuration files, secrets readable by the owner only."""
        self.logs.mkdir(parents=True, exist_ok=True)
        text = PROPERTIES.format(
            client_port=client_port,
            controller_port=controller_port,
            data=self.data,
            scram=SCRAM,
            scram_lower=SCRAM.lower(),
            admin=ADMIN,
            broker=BROKER,
            password=broker_password,
        )
        put_in_place(self.properties, text.encode())
        quiet = "".join(f"logger.q{n}.name={name}\nlogger.q{n}.level=warn\n" for n, name in enumerate(QUIET))
        (self.folder / "log4j2.properties").write_text(LOGGING.format(logs=self.logs, quiet=quiet))

    def arguments(self, name: str, *words: str) -> Path:
        """An argument file for `java @file`: passwords and a long class path stay off the process list."""
        options = [*JVM, f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"]
        path = self.folder / f"{name}.arguments"
        put_in_place(path, ("\n".join(quoted(word) for word in [*options, *words]) + "\n").encode())
        return path


def quoted(word: str) -> str:
    """As Java's argument files want it."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
