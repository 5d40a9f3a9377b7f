"""Who is asking."""

from django.http import HttpRequest

from zhike.kit.access.models import Staff


def person(request: HttpRequest) -> Staff:
    """The signed-in person. Raises TypeError on a page that is open to strangers: there nobody is known."""
    if not isinstance(request.user, Staff):
        raise TypeError("nobody is signed in here")
    return request.user
