"""Makes SQLAlchemy build its classes for inserts, updates and deletes before two threads can need one.

SQLAlchemy derives a class of its own from each kind of statement when the first one is executed, and shows it
to other threads before it is complete (`_new_annotation_type` in sqlalchemy/sql/annotation.py). A thread that
meets the incomplete class decides that statements of this kind can never be cached: that gives a warning, and
is slow for as long as the process lives. So one of each kind is executed here first, against a database of
its own in memory.
"""

from functools import cache

from sqlalchemy import create_engine, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class _AloneBase(DeclarativeBase):
    """A base of its own, so that no migration ever sees the table below."""


class _Tried(_AloneBase):
    __tablename__ = "tried"

    id: Mapped[int] = mapped_column(primary_key=True)


@cache
def execute_one_of_each_kind() -> None:
    """Execute one statement of each kind, so that SQLAlchemy completes its classes now.

    It runs once in a process, and takes under 20 ms.
    """
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        _AloneBase.metadata.create_all(session.connection())
        for number, kind in enumerate((insert, sqlite.insert, postgresql.insert), start=1):
            session.execute(kind(_Tried).values(id=number))
        session.execute(update(_Tried).where(_Tried.id == 1).values(id=0))
        session.execute(delete(_Tried))
    engine.dispose()
