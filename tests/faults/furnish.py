"""`python -m tests.faults.furnish CLIENTS [ADDRESS]`: people with tokens, and a webhook to an address; prints JSON.

Runs beside a site that is up, on the data directory that the environment names.
"""

import json
import sys

import django


def main(many: int, address: str = "") -> None:
    django.setup()
    from zhike.api.tokens import keeping as tokens
    from zhike.api.webhooks import keeping as webhooks
    from zhike.kit.models import Role, Staff

    def a_person(name):
        person = Staff(username=name, name=name, role=Role.ADMIN)
        person.set_unusable_password()
        person.save()
        return person

    keeper, people = a_person("keeper"), [a_person(f"client{nth}") for nth in range(many)]
    told = [tokens.make("faults", by=person, scopes=["*:read", "*:write"])[1] for person in people]
    if address:
        webhooks.subscribe(address, by=people[0], patterns=["work.*"])
    print(json.dumps({"tokens": told, "keeper": keeper.pk}))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
