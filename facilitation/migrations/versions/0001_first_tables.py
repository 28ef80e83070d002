"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitation.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Accounts, partnerships, meetings and what they produce."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_account_email_key")),
    )
    op.create_table(
        "partnership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column(
            "concerned_person_term",
            sa.Enum(
                "personne-concernee",
                "usager",
                "beneficiaire",
                "personne-accompagnee",
                "famille",
                "jeune",
                "patient",
                "habitant",
                name="concerned_person_term",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("approval_days", sa.Integer(), nullable=False),
        sa.Column("convocation_days", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("approval_days BETWEEN 1 AND 60", name=op.f("ck_partnership_approval_days")),
        sa.CheckConstraint("convocation_days BETWEEN 1 AND 60", name=op.f("ck_partnership_convocation_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
    )
    op.create_table(
        "account_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "network_type",
            sa.Enum(
                "pratiques",
                "projet",
                "personne",
                name="network_type",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("serves_several", sa.Boolean(), nullable=False),
        sa.Column("with_situation", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparee",
                "convoquee",
                "ouverte",
                "en_cours",
                "terminee",
                "close",
                "annulee",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("animator", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("to_retype", sa.Boolean(), nullable=False),
        sa.Column("retyped_at", UtcDateTime(), nullable=True),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("annex", sa.Boolean(), nullable=False),
        sa.Column("current_stage_id", sa.String(), nullable=True),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("next_place", sa.Text(), nullable=False),
        sa.Column("next_points", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("put_off_from", UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("join_code", sa.String(), nullable=True),
        sa.Column("leader_id", sa.String(), nullable=True),
        sa.Column("offered_to_id", sa.String(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approval", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["account.id"], name=op.f("fk_meeting_leader_id_account")),
        sa.ForeignKeyConstraint(["offered_to_id"], ["account.id"], name=op.f("fk_meeting_offered_to_id_account")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_meeting_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("join_code", name=op.f("uq_meeting_join_code")),
        sa.UniqueConstraint("partnership_id", "year", "number", name=op.f("uq_meeting_partnership_id")),
    )
    op.create_index(op.f("ix_meeting_partnership_id"), "meeting", ["partnership_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("purpose IN ('first_account', 'reset')", name=op.f("ck_one_time_link_purpose")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_one_time_link_code_hash")),
    )
    op.create_index(op.f("ix_one_time_link_account_id"), "one_time_link", ["account_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_organisation_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_partnership_id"), "organisation", ["partnership_id"], unique=False)
    op.create_table(
        "partnership_account",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_partnership_account_account_id_account")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_account_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "account_id", name=op.f("pk_partnership_account")),
    )
    op.create_index(op.f("ix_partnership_account_account_id"), "partnership_account", ["account_id"], unique=False)
    op.create_table(
        "agenda_point",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guide",
                "information",
                "discussion",
                "decision",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guide", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("adapted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_point_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_point")),
    )
    op.create_index(op.f("ix_agenda_point_meeting_id"), "agenda_point", ["meeting_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_account_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_draft_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", "place", name=op.f("pk_draft")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_event_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_event_meeting_id")),
    )
    op.create_index(op.f("ix_event_meeting_id"), "event", ["meeting_id"], unique=False)
    op.create_table(
        "frozen_outline",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_frozen_outline_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_outline")),
        sa.UniqueConstraint("meeting_id", "document", "reader", "version", name=op.f("uq_frozen_outline_meeting_id")),
    )
    op.create_index(op.f("ix_frozen_outline_meeting_id"), "frozen_outline", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('ecran', 'remarques', 'animation', 'secretariat')", name=op.f("ck_meeting_link_kind")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_link_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_meeting_link_code_hash")),
    )
    op.create_index(op.f("ix_meeting_link_meeting_id"), "meeting_link", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_role",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('facilitator', 'secretary')", name=op.f("ck_meeting_role_role")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_meeting_role_account_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_role_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", name=op.f("pk_meeting_role")),
    )
    op.create_index(op.f("ix_meeting_role_account_id"), "meeting_role", ["account_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_member_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_member_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_organisation_id"), "member", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_member_partnership_id"), "member", ["partnership_id"], unique=False)
    op.create_table(
        "remark",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_remark_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_remark_idempotency_key")),
    )
    op.create_index(op.f("ix_remark_meeting_id"), "remark", ["meeting_id"], unique=False)
    op.create_table(
        "undo",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_undo_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_undo")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "present",
                "excuse",
                "absent",
                "represente",
                "invite",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("represented_by", sa.Text(), nullable=False),
        sa.Column("accepts_naming", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attendance_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_table(
        "stage",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("point_id", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("own_minutes", sa.Boolean(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "a_venir",
                "en_cours",
                "en_pause",
                "terminee",
                "passee",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("skip_reason", sa.Text(), nullable=False),
        sa.Column("desk", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("sheets_typed", sa.Integer(), nullable=False),
        sa.Column("sheets_unread", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_stage_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["point_id"], ["agenda_point.id"], name=op.f("fk_stage_point_id_agenda_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
    )
    op.create_index(op.f("ix_stage_meeting_id"), "stage", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_stage_point_id"), "stage", ["point_id"], unique=False)
    op.create_table(
        "anonymous_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("revealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_anonymous_answer_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "anonymous_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_anonymous_key_stage_id_stage")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_anonymous_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "decision",
                "action",
                "question",
                "reserve",
                "aside",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "autorite",
                "majorite",
                "consensus",
                "consentement",
                "personne",
                "impose",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("votes_yes", sa.Integer(), nullable=True),
        sa.Column("votes_no", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column(
            "touches_person",
            sa.Enum(
                "", "oui", "sans-objet", name="touches_person", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("person_says", sa.Text(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("bearer", sa.Text(), nullable=False),
        sa.Column("bearer_id", sa.String(), nullable=True),
        sa.Column("to_confirm_by", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("resources", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("partners", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "a-faire",
                "en-cours",
                "bloque",
                "reporte",
                "fait",
                "abandonne",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=True),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["bearer_id"], ["attendance.id"], name=op.f("fk_outcome_bearer_id_attendance")),
        sa.ForeignKeyConstraint(["decision_id"], ["outcome.id"], name=op.f("fk_outcome_decision_id_outcome")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_outcome_entered_by_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_outcome_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_outcome_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outcome_idempotency_key")),
        sa.UniqueConstraint("meeting_id", "kind", "number", name=op.f("uq_outcome_meeting_id")),
    )
    op.create_index(op.f("ix_outcome_meeting_id"), "outcome", ["meeting_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("attendance_id", sa.String(), nullable=True),
        sa.Column("claims_id", sa.String(), nullable=True),
        sa.Column("asks_to_stop", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('telephone', 'ecran')", name=op.f("ck_participant_kind")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_participant_attendance_id_attendance")
        ),
        sa.ForeignKeyConstraint(["claims_id"], ["attendance.id"], name=op.f("fk_participant_claims_id_attendance")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_participant_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_participant_token_hash")),
    )
    op.create_index(op.f("ix_participant_meeting_id"), "participant", ["meeting_id"], unique=False)
    op.create_table(
        "private_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_private_note_account_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_private_note_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_private_note_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_private_note_idempotency_key")),
        sa.UniqueConstraint("stage_id", "account_id", name=op.f("uq_private_note_stage_id")),
    )
    op.create_index(op.f("ix_private_note_meeting_id"), "private_note", ["meeting_id"], unique=False)
    op.create_table(
        "segment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_segment_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    op.create_index(op.f("ix_segment_stage_id"), "segment", ["stage_id"], unique=False)
    op.create_table(
        "synthesis",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_synthesis_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_synthesis_idempotency_key")),
        sa.UniqueConstraint("stage_id", name=op.f("uq_synthesis_stage_id")),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("attendance_id", sa.String(), nullable=True),
        sa.Column("participant_id", sa.String(), nullable=True),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "pupitre", "telephone", "papier", name="source", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("revealed", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("earlier_keys", sa.JSON(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_contribution_attendance_id_attendance")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_contribution_entered_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_contribution_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_contribution_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_contribution_idempotency_key")),
    )
    op.create_index(op.f("ix_contribution_stage_id"), "contribution", ["stage_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("outcome_id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("stage_id", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "a-faire",
                "en-cours",
                "bloque",
                "reporte",
                "fait",
                "abandonne",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "before",
            sa.Enum(
                "a-faire",
                "en-cours",
                "bloque",
                "reporte",
                "fait",
                "abandonne",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("comment_before", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_follow_up_entered_by_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_follow_up_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_follow_up_outcome_id_outcome")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_follow_up_stage_id_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("outcome_id", "stage_id", name=op.f("uq_follow_up_outcome_id")),
    )
    op.create_index(op.f("ix_follow_up_meeting_id"), "follow_up", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_follow_up_outcome_id"), "follow_up", ["outcome_id"], unique=False)


def downgrade() -> None:
    """Nothing is left."""
    op.drop_index(op.f("ix_follow_up_outcome_id"), table_name="follow_up")
    op.drop_index(op.f("ix_follow_up_meeting_id"), table_name="follow_up")
    op.drop_table("follow_up")
    op.drop_index(op.f("ix_contribution_stage_id"), table_name="contribution")
    op.drop_table("contribution")
    op.drop_table("synthesis")
    op.drop_index(op.f("ix_segment_stage_id"), table_name="segment")
    op.drop_table("segment")
    op.drop_index(op.f("ix_private_note_meeting_id"), table_name="private_note")
    op.drop_table("private_note")
    op.drop_index(op.f("ix_participant_meeting_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_index(op.f("ix_outcome_meeting_id"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_table("anonymous_key")
    op.drop_table("anonymous_answer")
    op.drop_index(op.f("ix_stage_point_id"), table_name="stage")
    op.drop_index(op.f("ix_stage_meeting_id"), table_name="stage")
    op.drop_table("stage")
    op.drop_index(op.f("ix_attendance_meeting_id"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_table("undo")
    op.drop_index(op.f("ix_remark_meeting_id"), table_name="remark")
    op.drop_table("remark")
    op.drop_index(op.f("ix_member_partnership_id"), table_name="member")
    op.drop_index(op.f("ix_member_organisation_id"), table_name="member")
    op.drop_table("member")
    op.drop_index(op.f("ix_meeting_role_account_id"), table_name="meeting_role")
    op.drop_table("meeting_role")
    op.drop_index(op.f("ix_meeting_link_meeting_id"), table_name="meeting_link")
    op.drop_table("meeting_link")
    op.drop_index(op.f("ix_frozen_outline_meeting_id"), table_name="frozen_outline")
    op.drop_table("frozen_outline")
    op.drop_index(op.f("ix_event_meeting_id"), table_name="event")
    op.drop_table("event")
    op.drop_table("draft")
    op.drop_index(op.f("ix_agenda_point_meeting_id"), table_name="agenda_point")
    op.drop_table("agenda_point")
    op.drop_index(op.f("ix_partnership_account_account_id"), table_name="partnership_account")
    op.drop_table("partnership_account")
    op.drop_index(op.f("ix_organisation_partnership_id"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_one_time_link_account_id"), table_name="one_time_link")
    op.drop_table("one_time_link")
    op.drop_index(op.f("ix_meeting_partnership_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_account_session_account_id"), table_name="account_session")
    op.drop_table("account_session")
    op.drop_table("partnership")
    op.drop_table("account")
