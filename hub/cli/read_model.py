"""The read model, as commands ask it: where this machine has its database; a county has only its queues."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from hub.cli.connection import NOT_RUNNING, database_access, settings
from hub.cli.trouble import CANNOT_REACH, REFUSED, Trouble

if TYPE_CHECKING:
    from hub.readmodel.queries import ReadModel

Answer = TypeVar("Answer")
_NOT_HERE: Final = (
    "这台机器上没有可用的查询库:请在运行枢纽的机器上查询。\n"
    "There is no read model here: ask on the machine that runs the hub."
)
_NOT_YET: Final = "查询库尚未建立 · there is no read model yet: start the hub once"


def database_dsn() -> str:
    """Give the database's DSN. Raises Trouble where none is running and none is named."""
    access = database_access()
    if access is None:
        raise Trouble(NOT_RUNNING.format(home=f"HUB_HOME={settings().engines.home}"), CANNOT_REACH)
    return access.dsn


def asked(question: Callable[[str], Answer]) -> Answer:
    """Give the answer to a question that is put to the database itself, by its DSN. Raises Trouble."""
    import psycopg  # noqa: PLC0415 - a county's command has no database

    try:
        return question(database_dsn())
    except psycopg.OperationalError as error:
        # a server's own words may quote a row
        raise Trouble(f"无法连接数据库 · cannot reach the database: {type(error).__name__}", CANNOT_REACH) from None
    except psycopg.errors.UndefinedTable:
        raise Trouble(_NOT_YET, REFUSED) from None


async def ask(question: Callable[[ReadModel], Awaitable[Answer]]) -> Answer:
    """Give the answer to a question that only the read model can answer. Raises Trouble where there is none."""
    async with database() as model:
        if model is None:
            raise Trouble(_NOT_HERE, CANNOT_REACH)
        return await question(model)


@asynccontextmanager
async def database() -> AsyncIterator[ReadModel | None]:
    """Connect to the read model; None where there is none, or none that is ready."""
    access = database_access()
    if access is None:
        yield None
        return
    import psycopg  # noqa: PLC0415 - as above

    from hub.readmodel.queries import read_model  # noqa: PLC0415 - same

    async with AsyncExitStack() as stack:
        try:
            model = await stack.enter_async_context(read_model(access.dsn))
            # a database that no projector has set up yet has no tables
            await model.case("")
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            yield None
            return
        yield model
