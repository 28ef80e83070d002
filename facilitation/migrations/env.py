"""Run by Alembic on the connection that `database.migrate` hands over: one transaction for all, so that an upgrade runs whole or not at all."""

from __future__ import annotations

from alembic import context

import facilitation.accounts.models
import facilitation.consultations.models
import facilitation.meetings.models
import facilitation.outcomes.models
import facilitation.partnerships.models
import facilitation.retention.models  # noqa: F401  # these imports fill the metadata
from facilitation.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
