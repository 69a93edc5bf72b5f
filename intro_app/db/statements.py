"""Makes SQLAlchemy's classes for inserts, updates and deletes before any two threads can want one at once.

SQLAlchemy derives a class of its own from each kind of statement when the first one is executed, and shows it
to other threads before it is complete (`_new_annotation_type` in sqlalchemy/sql/annotation.py). A thread that
meets the half-made class decides that statements of this kind can never be cached: a warning, and slow for as
long as the process lives. So one of each kind is executed here first, against a database of its own in
memory.
"""

from functools import cache

from sqlalchemy import create_engine, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class _AloneBase(DeclarativeBase):
    """A base of its own: no migration ever sees the table below."""


class _Tried(_AloneBase):
    __tablename__ = "tried"

    id: Mapped[int] = mapped_column(primary_key=True)


@cache
def execute_one_of_each_kind() -> None:
    """Let SQLAlchemy complete its classes now; once a process, in under 20 ms."""
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        _AloneBase.metadata.create_all(session.connection())
        for number, kind in enumerate((insert, sqlite.insert, postgresql.insert), start=1):
            session.execute(kind(_Tried).values(id=number))
        session.execute(update(_Tried).where(_Tried.id == 1).values(id=0))
        session.execute(delete(_Tried))
    engine.dispose()
