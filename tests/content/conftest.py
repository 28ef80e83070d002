from __future__ import annotations

import pytest

from facilitation.activities import registry
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(content_folder(), registry.kinds())
