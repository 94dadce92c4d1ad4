"""The mistakes a maintainer can mend."""


class SiteError(Exception):
    """A mistake in content, settings, catalogues or assets. Its message is one sentence: place, found, expected."""
