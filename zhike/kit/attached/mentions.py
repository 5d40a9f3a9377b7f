"""People called in a text by @ and their name."""

import re

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from zhike.kit.access.models import Staff
from zhike.kit.fields import UNSTORABLE

OFFERED = 8


def mentioned(text: str) -> list[Staff]:
    """The people a text calls; where one name begins another ("@Ana", "@Anabel"), the longest that fits is meant."""
    if "@" not in text:
        return []
    people = Staff.objects.working().annotate(said=Value(text), called=Concat(Value("@"), "name"))
    by_name: dict[str, list[Staff]] = {}
    for person in people.filter(said__contains=F("called")):
        by_name.setdefault(person.name, []).append(person)
    names = sorted(map(re.escape, by_name), key=len, reverse=True)
    found = re.findall(f"@({'|'.join(names)})", text) if names else []
    return [person for name in dict.fromkeys(found) for person in by_name[name]]


def offered(typed: str) -> QuerySet[Staff]:
    """The first few people whose name holds what is typed after the @."""
    return Staff.objects.working().filter(name__icontains=UNSTORABLE.sub("", typed))[:OFFERED]
