"""Where a visit began, and whether that is where the customer was found before."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from statistics import median

EARTH = 6_371_000  # metres, its mean radius
FAR = 1_000  # metres from where the customer was found before
Place = tuple[float, float]  # degrees of latitude and longitude


def apart(one: Place, other: Place) -> int:
    """The distance of two places in metres, along the great circle (haversine)."""
    (lat, long), (to_lat, to_long) = [tuple(map(radians, place)) for place in (one, other)]
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_long - long) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))


def usual(places: Sequence[Place]) -> Place | None:
    """Where somebody was found before: the middle of all times, which one odd time does not move."""
    if not places:
        return None
    return median(lat for lat, _long in places), median(long for _lat, long in places)


def is_far(distance: int | None, *, accuracy: int | None) -> bool:
    """Whether a visit began elsewhere, even where the device was wrong by as much as it said."""
    return distance is not None and distance - (accuracy or 0) > FAR
