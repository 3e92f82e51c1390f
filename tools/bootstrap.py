"""Makes .venv from the locks: `python3 tools/bootstrap.py [development|bench ...]`. Standard library only.

Runs on the Python that the user happens to have, so it stays readable for Python 3.7: that one gets a clear sentence
instead of a syntax error. A stamp per lock makes a second run a matter of milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
# locks whose packages disagree with ours: each in a folder of its own, .venv/<lock>
APART = {"bench"}
OLDEST, NEWEST = (3, 11), (3, 13)
# pip's settings that reach the package index, and what uv calls them: uv reads no pip configuration of its own
SETTINGS_FOR_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main(locks: list[str]) -> None:
    insist_on_platform()
    insist_on_python()
    started = time.monotonic()
    todo = [lock for lock in locks if read(stamp(lock)) != digest(lock)]
    if not todo:
        return
    make_environment()
    for lock in todo:
        say(f"installing requirements/{lock}.txt (a few seconds to a minute) · 安装依赖 …")
        install(lock)
        stamp(lock).write_text(digest(lock))
    say(f"ready after {time.monotonic() - started:.0f} s · 环境已就绪")


def insist_on_platform() -> None:
    """The engines come as wheels for these platforms only."""
    system, machine = platform.system(), platform.machine()
    if system not in {"Linux", "Darwin"} or machine not in {"x86_64", "aarch64", "arm64"}:
        give_up(
            f"Linux or macOS on x86_64 or arm64 is needed, not {system} {machine}",
            "需要 x86_64 或 arm64 的 Linux 或 macOS",
        )


def insist_on_python() -> None:
    """Goes on under another Python of this machine if this one doesn't fit."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.run([other, "-c", ""], capture_output=True, check=False).returncode == 0:
            os.execv(other, [other, *sys.argv])
    give_up(
        f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} is needed, python3 here is {platform.python_version()}",
        f"需要 Python 3.{OLDEST[1]} 至 3.{NEWEST[1]}",
    )


def make_environment() -> None:
    if (ENVIRONMENT / "bin" / "python").exists() and running_version() == sys.version_info[:2]:
        return
    say(f"making .venv with Python {platform.python_version()} · 创建虚拟环境 …")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        give_up(
            "this Python has no working venv module (Debian and Ubuntu: apt install python3-venv)",
            "此 Python 缺少 venv 模块(Debian/Ubuntu 请安装 python3-venv)",
        )


def running_version() -> tuple[int, ...]:
    answer = inside("-c", "import sys; print(*sys.version_info[:2])", capture_output=True, text=True)
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else ()


def install(lock: str) -> None:
    """With uv (seconds) if this platform has it, else with pip; then the project itself, editable."""
    requirements = ["--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")]
    if lock in APART:
        shutil.rmtree(ENVIRONMENT / lock, ignore_errors=True)
        requirements += ["--target", str(ENVIRONMENT / lock)]
    if not installed_by_uv(requirements):
        insist(inside("-m", "pip", "install", "--progress-bar", "off", *requirements))
    if lock in APART:
        return
    insist(inside("-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)))


def installed_by_uv(requirements: list[str]) -> bool:
    installer = str(ROOT / "requirements" / "installer.txt")
    if inside("-m", "pip", "install", "-q", "--require-hashes", "-r", installer).returncode != 0:
        return False
    settings = {**os.environ, **package_index_settings()}
    python = str(ENVIRONMENT / "bin" / "python")
    command = [python, "-m", "uv", "pip", "install", "--compile-bytecode", "--python", python, *requirements]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True) as running:
        for line in running.stderr or ():
            if not line.startswith(" + "):  # the list of 85 names says nothing that the lock doesn't
                print(f"setup: {line.strip()}", flush=True)
    return running.returncode == 0


def package_index_settings() -> dict[str, str]:
    listed = inside("-m", "pip", "config", "list", capture_output=True, text=True).stdout
    pairs = (line.partition("=") for line in listed.splitlines())
    found = {name.rsplit(".", 1)[-1]: value.strip("'\"") for name, _, value in pairs}
    return {SETTINGS_FOR_UV[name]: value for name, value in found.items() if name in SETTINGS_FOR_UV and value}


def inside(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the environment's own Python."""
    command = [str(ENVIRONMENT / "bin" / "python"), *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def insist(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode != 0:
        give_up("the packages could not be installed: the lines above say why", "依赖安装失败,原因见上方输出")


def stamp(lock: str) -> Path:
    return ENVIRONMENT / f".installed-{lock}"


def digest(lock: str) -> str:
    """Changes with the lock, the project's metadata, and the place of the tree (an editable install names it)."""
    locked = (ROOT / "requirements" / f"{lock}.txt").read_text()
    metadata = (ROOT / "pyproject.toml").read_text().partition("[tool.")[0]
    return hashlib.sha256(f"{locked}{metadata}{ROOT}{sys.version_info[:2]}".encode()).hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def say(words: str) -> None:
    print(f"setup: {words}", flush=True)


def give_up(english: str, chinese: str) -> None:
    sys.exit(f"setup: {english}. · {chinese}。")


if __name__ == "__main__":
    main(sys.argv[1:] or ["development"])
