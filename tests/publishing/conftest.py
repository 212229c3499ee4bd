"""What the tests of the engine begin with: one publication that can be hurt, and offices whose people sign."""

from tests.publishing.signing_office import empty_home, new_office, signing_keys
from tests.publishing.world import new_world

__all__ = ["empty_home", "new_office", "new_world", "signing_keys"]
