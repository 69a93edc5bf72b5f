"""The newest introductions of a member are found without reading all of theirs."""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

_PLACES = ("first", "second", "connector")


def upgrade() -> None:
    for place in _PLACES:
        op.create_index(f"ix_introduction_{place}_newest", "introduction", [f"{place}_id", "id"])
        op.drop_index(op.f(f"ix_introduction_{place}_id"), table_name="introduction")


def downgrade() -> None:
    for place in _PLACES:
        op.create_index(op.f(f"ix_introduction_{place}_id"), "introduction", [f"{place}_id"])
        op.drop_index(f"ix_introduction_{place}_newest", table_name="introduction")
