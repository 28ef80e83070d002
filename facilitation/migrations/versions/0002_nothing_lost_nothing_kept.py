"""What confidentiality and safety keep: urns, delays, certificates, the second factor, invitations, the security journal.

Columns are added and no table is made anew: nothing of what was written before is copied, so nothing of it can be lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitation.consultations.models import STAYS_CLOSED
from facilitation.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = (
    ("account", "second_factor", sa.String),
    ("account", "second_factor_step", sa.Integer),
    ("account_session", "locked_at", UtcDateTime),
    ("partnership", "archived_at", UtcDateTime),
    ("partnership", "asked_on", sa.Date),
    ("organisation", "left_on", sa.Date),
    ("member", "standing", sa.String),
    ("attendance", "standing", sa.String),
    ("meeting", "notebook_purged_at", UtcDateTime),
    ("meeting", "contributions_purged_at", UtcDateTime),
)


def upgrade() -> None:
    """Add columns that may stay empty, and tables."""
    for table, name, kind in ADDED:
        op.add_column(table, sa.Column(name, kind(), nullable=True))
    op.create_table(
        "account_invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_account_invitation_made_by_account")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_account_invitation_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_account_invitation_code_hash")),
    )
    op.create_index(op.f("ix_account_invitation_made_by"), "account_invitation", ["made_by"])
    op.create_index(op.f("ix_account_invitation_partnership_id"), "account_invitation", ["partnership_id"])
    op.create_table(
        "security_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    op.create_index(op.f("ix_security_event_at"), "security_event", ["at"])
    op.create_index(op.f("ix_security_event_account_id"), "security_event", ["account_id"])
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_acknowledgement_account_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_acknowledgement_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("meeting_id", "document", "reader", "digest", name=op.f("uq_acknowledgement_meeting_id")),
    )
    op.create_index(op.f("ix_acknowledgement_meeting_id"), "acknowledgement", ["meeting_id"])
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("urn", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('ouverte', 'annoncee', 'close')", name=op.f("ck_consultation_state")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_consultation_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_consultation_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("stage_id", name=op.f("uq_consultation_stage_id")),
        sa.UniqueConstraint("urn", name=op.f("uq_consultation_urn")),
    )
    op.create_index(op.f("ix_consultation_meeting_id"), "consultation", ["meeting_id"])
    op.execute(STAYS_CLOSED)
    op.create_table(
        "retention_delay",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 3660", name=op.f("ck_retention_delay_days")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_retention_delay_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "what", name=op.f("pk_retention_delay")),
    )
    op.create_table(
        "purge_certificate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("copies_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_certificate")),
    )
    op.create_index(op.f("ix_purge_certificate_partnership_id"), "purge_certificate", ["partnership_id"])


def downgrade() -> None:
    """Back to the first tables: what these held is lost."""
    for table in (
        "purge_certificate",
        "retention_delay",
        "consultation",
        "acknowledgement",
        "security_event",
        "account_invitation",
    ):
        op.drop_table(table)
    for table, name, _ in reversed(ADDED):
        op.drop_column(table, name)
