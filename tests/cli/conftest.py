"""Offices whose people sign."""

from tests.publishing.signing_office import empty_home, new_office, signing_keys

__all__ = ["empty_home", "new_office", "signing_keys"]
