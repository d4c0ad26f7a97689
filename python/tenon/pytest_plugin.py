"""pytest finds this by its entry point: the fixture ``check_plugin``."""

import pytest


@pytest.fixture
def check_plugin():
    """``tenon.testing.check_plugin``."""
    from tenon.testing import check_plugin as check
    return check
