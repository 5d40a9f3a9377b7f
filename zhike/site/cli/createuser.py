"""Let a person in."""

import secrets
import sys

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhike.kit.models import Role, Staff
from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
@click.argument("username")
@click.option("--name", default="", help="The name colleagues see.  [default: the user name]")
@click.option("--role", type=click.Choice(Role.values), default=Role.STAFF.value, show_default=True)
def command(username: str, name: str, role: str) -> None:
    """Let a person in. The password is asked for, or made and shown once where nobody can be asked."""
    person = Staff(username=username, name=name or username, role=role)
    try:
        person.clean_fields(exclude=["password"])
        person.validate_unique()
        password = ask(person) if sys.stdin.isatty() else secrets.token_urlsafe(12)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    person.set_password(password)
    person.save()
    click.echo(f"{username} may sign in now, as {role}.")
    if not sys.stdin.isatty():
        click.echo(f"Password, shown only this once: {password}")


def ask(person: Staff) -> str:
    """A password typed twice and strong enough."""
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    validate_password(password, person)
    return password
