"""Signing in and out, the first account, one's own account, the lock, accounts made from an invitation."""

from facilitation.accounts.views import beginning, factor, inviting, lock, own, signing
from facilitation.accounts.views.routes import blueprint

__all__ = ["beginning", "blueprint", "factor", "inviting", "lock", "own", "signing"]
