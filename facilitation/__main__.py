"""`python -m facilitation` is the command `facilitation`."""

from __future__ import annotations

import sys

from facilitation.cli import main

sys.exit(main())
