"""The gradebook's database, opened so that a transaction is one, whatever the server."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Base, SubmittedAssignment
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Interval,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from deltarule.core.errors import UserError
from deltarule.core.files import has_file
from deltarule.core.limits import DATABASE_LOCK_SECONDS

from .settings import Settings

_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))


_KINDS: dict[tuple[type, ...], tuple[str, str]] = {
    (Float,): ("number", "typeof({0}) NOT IN ('real', 'integer', 'null') OR abs({0}) > 1e300"),
    (DateTime, Interval): ("time", "({0} IS NOT NULL AND ({0} NOT LIKE '____-__-__%' OR datetime({0}) IS NULL))"),
    (String,): ("text", "typeof({0}) = 'blob'"),
}
"""What belongs into columns of a kind, and what finds anything else in one."""


class NoGradebook(UserError):  # noqa: N818 - it says what there is
    """There is none yet."""


class Database:
    """An open gradebook; its tables are there."""

    def __init__(self, settings: Settings, *, create: bool) -> None:
        """Open it, and with `create` make what is missing.

        nbgrader's own ``Gradebook`` commits after every step, and when it makes the tables it calls a program by
        name, which is not found outside an activated environment.

        Raises:
            UserError: it cannot be opened, or is not there and `create` is false, its folder isn't there, or it holds
                what is no mark, no time or no text where one belongs.
        """
        self.settings = settings
        try:
            self._engine = _engine(settings.db_url)
        except (ImportError, NoSuchModuleError) as error:
            raise UserError(f"The gradebook's db_url needs a driver that isn't installed: {error}.") from error
        if create:
            _refuse_without_folder(self._engine)
        with self._told():
            if (not create and _is_absent(self._engine)) or not inspect(self._engine).has_table("submitted_assignment"):
                if not create:
                    raise NoGradebook(f"There is no gradebook at {settings.shown_url} yet: run deltarule grade.")
                with self._engine.begin() as connection:
                    _create(connection)
            self._refuse_damage()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: committed where the block ends, rolled back where it raises.

        Raises:
            UserError: the database refuses.
        """
        with self._told(), self._engine.begin() as connection:
            yield connection

    def is_empty(self) -> bool:
        """Whether it has no submission.

        Raises:
            UserError: the database refuses.
        """
        with self.transaction() as connection:
            return connection.execute(select(SubmittedAssignment.__table__.c.id).limit(1)).first() is None

    def _refuse_damage(self) -> None:
        """See that SQLite, which keeps anything in any column, has what belongs there: others add it up and show it.

        Raises:
            UserError: it hasn't.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with self._engine.connect() as connection:
            there = set(inspect(connection).get_table_names())
            columns = [
                column for table in Base.metadata.sorted_tables if table.name in there for column in table.columns
            ]
            for column in columns:
                for kind, (what, is_other) in _KINDS.items():
                    if not isinstance(column.type, kind):
                        continue
                    where = is_other.format(f'"{column.name}"')
                    query = f'SELECT rowid, "{column.name}" FROM "{column.table.name}" WHERE {where} LIMIT 1'
                    if row := connection.exec_driver_sql(query).first():
                        raise UserError(
                            f"The gradebook at {self.settings.shown_url} is damaged: {column.name} in row {row[0]} of "
                            f"its table {column.table.name} is {row[1]!r}, and no {what}; put a copy of it back."
                        )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip()  # without the statement, whose words mislead
            raise UserError(
                f"The gradebook at {self.settings.shown_url} refuses ({said.splitlines()[0]}); {_advice(said)}."
            ) from error


def _advice(said: str) -> str:
    """Say what to do about what a database says."""
    if "connection" in said:
        return "start the server, or mend db_url in nbgrader_config.py"
    if "not a database" in said or "malformed" in said:
        return "the file is damaged: put a copy of it back"
    if "readonly" in said or "unable to open" in said:
        return "give yourself the right to write it and its folder"
    if "resolve" in said or "translate host" in said:
        return "mend the server's name in db_url in nbgrader_config.py"
    if "locked" in said:
        return "wait until the other program has finished, and run the command again"
    if "is full" in said:
        return "make room, and run the command again; what is written is whole"
    if "no such" in said or "does not exist" in said or "has no column" in said:
        return "if nbgrader is newer than it, back it up and run nbgrader db upgrade"
    return "see to that, and run the command again"


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)  # a server may be started anew during an hour's grading
    engine = create_engine(url, connect_args={"timeout": DATABASE_LOCK_SECONDS})

    # Python's sqlite3 opens transactions of its own, late and not for every statement. Take the lock at once instead,
    # so that two that write wait for one another.
    @event.listens_for(engine, "connect")
    def leave_transactions_alone(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _is_absent(engine: Engine) -> bool:
    """Whether opening it would leave an empty file.

    Raises:
        UserError: something that is no file has its place.
    """
    path = engine.url.database
    return engine.dialect.name == "sqlite" and bool(path) and not has_file(Path(str(path)))


def _refuse_without_folder(engine: Engine) -> None:
    """See that a file could be made: SQLite says of a folder that isn't there what it says of one that is closed.

    Raises:
        UserError: the folder that it would lie in isn't there.
    """
    path = engine.url.database
    if _is_absent(engine) and path != ":memory:" and not (folder := Path(str(path)).absolute().parent).is_dir():
        raise UserError(
            f"The gradebook can't be made at {path}: there is no folder {folder}; make it, or mend db_url in "
            "nbgrader_config.py."
        )


def _create(connection: Connection) -> None:
    """Make the tables, and note the version as nbgrader does, so that ``nbgrader db upgrade`` knows it."""
    if inspect(connection).has_table("submitted_assignment"):
        return  # another was quicker
    from alembic.config import Config  # a sixth of what it takes to load all that a gradebook needs, once a course
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR)
    head = ScriptDirectory.from_config(config).get_current_head()
    Base.metadata.create_all(connection)
    _VERSION.create(connection, checkfirst=True)
    connection.execute(_VERSION.insert().values(version_num=head))
