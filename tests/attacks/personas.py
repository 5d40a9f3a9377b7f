"""Who knocks: everybody with a way in of their own, and those who have none any more."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.test import Client

from tests.cast import PASSWORD, a_person
from zhike.api.tokens.keeping import make as make_token
from zhike.kit.access.models import Role, Staff
from zhike.kit.testing.acting import at_the_screen

NAMES = ("stranger", "ana", "bo", "lin", "reader", "narrow", "ada", "leaver", "robot")
PROGRAMS = ("reader", "narrow")


@dataclass
class Persona:
    """One who knocks. `person` is who they act for, None where nobody lets them in."""

    name: str
    client: Client
    person: Staff | None
    kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.kept = {name: one.value for name, one in self.client.cookies.items()}

    def __str__(self) -> str:
        return self.name

    @property
    def is_program(self) -> bool:
        return self.name in PROGRAMS

    def ask(self, method: str, address: str, body: Any = None, **more: Any) -> Any:
        """Send one request, as if nothing had been asked before."""
        self.client.cookies = SimpleCookie(self.kept)
        if address.startswith("/api/"):
            more = {"content_type": "application/json", **more}
        return getattr(self.client, method.lower())(address, {} if body is None else body, **more)


def owners() -> dict[str, Staff]:
    """The people who own rows: three teams that have nothing to do with each other, and somebody who left."""
    return {
        "ana": a_person("Ana"),
        "bo": a_person("Bo", team="South"),
        "lin": a_person("Lin", role=Role.MANAGER, team="North"),
        "leaver": a_person("Gil", team="West"),
    }


def a_persona(name: str) -> Persona:
    """Staff Ana and Bo, Lin who leads a third team, a token of Ana's that reads, one of Bo's for products alone, the
    administrator, one whose session and account ended, and the robot, trying the door."""
    people = owners()
    if name == "stranger":
        return Persona(name, Client(), None)
    if name == "ada":
        ada = a_person("Ada", role=Role.ADMIN, team=None)
        return Persona(name, at_the_screen(ada), ada)
    if name == "reader":
        return Persona(name, _with_token(people["ana"], "*:read"), people["ana"])
    if name == "narrow":
        return Persona(name, _with_token(people["bo"], "products:read"), people["bo"])
    if name == "leaver":
        gone = people["leaver"]
        client = at_the_screen(gone)
        Staff.objects.filter(pk=gone.pk).update(is_active=False)
        return Persona(name, client, None)
    if name == "robot":
        return Persona(name, _robot_at_the_door(), None)
    return Persona(name, at_the_screen(people[name]), people[name])


def _with_token(person: Staff, *scopes: str) -> Client:
    _token, text = make_token("A program", by=person, scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {text}"})


def _robot_at_the_door() -> Client:
    robot, client = Staff.objects.robot("tests"), Client()
    for word in ("", "!", PASSWORD):
        client.post("/sign-in/", {"username": robot.username, "login": robot.username, "password": word})
    return client
