"""Acts that ask again who is acting, because a screen left open would be enough to do harm."""

from zhike.kit.access.models import Actor, Staff


class NotFresh(Exception):
    """The session proved too long ago who it is. No refusal: the person is asked, and the act goes on."""


def require_fresh(by: Actor) -> None:
    """Go on if the person proved a moment ago who they are. Programs and jobs have no screen and go on."""
    if isinstance(by, Staff) and by.is_stale:
        raise NotFresh
