"""Where customers are: real cities, invented streets."""

from dataclasses import dataclass
from functools import cache
from random import Random

from zhike.site.demo.generator.chance import Weighted
from zhike.site.demo.generator.words import sections, table


@dataclass(frozen=True, slots=True)
class Place:
    """A city, its province as people say it (浙江, not 浙江省), and the team that looks after it."""

    province: str
    city: str
    team: str


def draw_place(random: Random) -> Place:
    """A city, by its weight in the customer base."""
    return _places().draw(random)


def place_named(city: str) -> Place:
    """The place a story asks for."""
    return next(place for place in _places().values if place.city == city)


def draw_address(place: Place, buildings: str, random: Random) -> str:
    """An address in a real city on a street made up for this list; `buildings` is homes or offices."""
    words = sections("firm_words.txt")
    town = place.city if place.city == place.province else place.province + place.city
    street = f"{random.choice(words['districts'])}{random.choice(words['roads'])} {random.randint(1, 388)} 号"
    room = f"{random.randint(1, 28)} 幢 {random.randint(2, 26)}0{random.randint(1, 8)} 室"
    return f"{town} {street} {random.choice(words[buildings])} {room}"


@cache
def _places() -> Weighted[Place]:
    rows = table("cities.txt")
    places = [Place(province, city, f"{team}团队") for province, city, _, team in rows]
    return Weighted(places, [float(row[2]) for row in rows])
