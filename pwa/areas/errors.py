"""How making a map fails: with one sentence that names the place, what was found and expected, and the remedy."""

from pwa.model.errors import SiteError


class AreaError(SiteError):
    """A map that cannot be made. Nothing that stood before was replaced."""
