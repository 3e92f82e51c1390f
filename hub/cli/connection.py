"""How a command reaches Kafka: what the settings name, or the embedded broker that runs under HUB_HOME."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hub.cli.trouble import CANNOT_REACH, REFUSED, Trouble
from hub.lanes.kafka import KafkaAddress
from hub.settings import DatabaseAccess, KafkaAccess, Settings, read

if TYPE_CHECKING:
    from hub.personal.key_store import FileKeyStore

OPERATOR: Final = "operator"
NOT_RUNNING: Final = (
    "枢纽没有运行:请先在另一个终端执行 make up,或用 HUB_KAFKA 指定集群({home})。\n"
    "The hub is not running: run `make up` in another terminal first, or name a cluster by HUB_KAFKA."
)
UNKNOWN_PRINCIPAL: Final = (
    "没有端点 {principal} 的密码:缺少文件 {path},也没有设置 HUB_KAFKA_USERNAME 和 HUB_KAFKA_PASSWORD。\n"
    "There is no password of {principal}: neither that file nor HUB_KAFKA_USERNAME and HUB_KAFKA_PASSWORD."
)


def settings() -> Settings:
    """Read the settings. Raises SettingError."""
    return read(os.environ)


def access_of(principal: str, given: Settings | None = None) -> KafkaAccess:
    """Give a principal's access. Raises Trouble where no broker runs or no password is known."""
    known = given or settings()
    if known.kafka is None:
        return _embedded(known, principal)
    password = _kept_password(known.engines.home, principal)
    if password:
        return known.kafka.as_principal(principal, password)
    if known.kafka.security.startswith("SASL") and not known.kafka.username:
        raise Trouble(_no_password(known, principal), REFUSED)
    return known.kafka


def kafka_of(principal: str) -> KafkaAddress:
    """Give a principal's address for the client library. Raises Trouble."""
    return access_of(principal).for_lanes()


def database_access() -> DatabaseAccess | None:
    """Give the read model's database; None where none runs here: most endpoints have only Kafka."""
    known = settings()
    if known.database is not None:
        return known.database
    if known.kafka is not None:
        return None
    from hub.local.postgresql import EmbeddedPostgres  # noqa: PLC0415 - only some commands need it

    postgres = EmbeddedPostgres(known.engines)
    return postgres.access if _is_running(postgres.folder) else None


def opened_store() -> FileKeyStore | None:
    """Open the store of key-encryption keys, where there is one here. Raises Trouble: others may read it, not ours."""
    from hub.personal.key_store import FileKeyStore, KeyStoreError  # noqa: PLC0415 - few commands need cryptography

    path = settings().personal.keys
    try:
        return FileKeyStore(path) if path.exists() else None
    except KeyStoreError as error:
        raise Trouble(str(error), REFUSED) from None


def own_endpoint(given: str) -> str:
    """Give the endpoint to act for: the one given, else the one whose name the password is for. Raises Trouble."""
    if given:
        return given
    known = settings()
    if known.kafka is not None and known.kafka.username[:1].isdigit():
        return known.kafka.username
    raise Trouble("请用 --endpoint 指定端点(如 520181)。\nName the endpoint by --endpoint, such as 520181.", code=2)


def _embedded(known: Settings, principal: str) -> KafkaAccess:
    from hub.local.ownership import Ownership  # noqa: PLC0415 - a given cluster needs none of it
    from hub.local.ports import ADDRESS  # noqa: PLC0415 - same

    home = known.engines.home
    if not _is_running(home / "kafka"):
        raise Trouble(NOT_RUNNING.format(home=f"HUB_HOME={home}"), CANNOT_REACH)
    password = _kept_password(home, principal)
    if not password:
        raise Trouble(_no_password(known, principal), REFUSED)
    port = Ownership(home / "kafka").read()["client_port"]
    return KafkaAccess(f"{ADDRESS}:{port}", principal, password, security="SASL_PLAINTEXT")


def _is_running(folder: Path) -> bool:
    from hub.local.ownership import Ownership  # noqa: PLC0415 - as above

    identity = Ownership(folder).process()
    return identity is not None and identity.find() is not None


def _path_of(home: Path, principal: str) -> Path:
    return home / "credentials" / f"{principal}.json"


def _kept_password(home: Path, principal: str) -> str:
    try:
        password: str = json.loads(_path_of(home, principal).read_text())["password"]
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return password


def _no_password(known: Settings, principal: str) -> str:
    return UNKNOWN_PRINCIPAL.format(principal=principal, path=_path_of(known.engines.home, principal))
