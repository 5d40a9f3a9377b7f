"""Who sent whom: a customer comes through somebody who was already buying and who likes to talk."""

from collections.abc import Iterator

from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.lives import Known

REFERRED = {"consumer": 0.24, "enterprise": 0.16, "channel": 0.12}
SILENCE_DAYS = 90
"""A talker speaks of the house after a purchase, but not again within a quarter."""
MEMORY = 240
"""Only the latest talk is remembered, so those who still buy refer most."""


def draw_referrals(known: list[Known], *, seed: int) -> dict[str, str]:
    """Customer code to the code of who referred it, who bought before the other was known: so no circles."""
    random = stream(seed, "referrals")
    heard: list[str] = []
    referred: dict[str, str] = {}
    for _, one, is_talk in sorted(_events(known), key=lambda event: event[0]):
        if is_talk:
            heard.append(one.code)
        elif random.random() < REFERRED.get(one.prospect.kind, 0) and heard:
            referred[one.code] = random.choice(heard[-MEMORY:])
    return referred | _told(known)


def _events(known: list[Known]) -> Iterator[tuple[tuple[float, str], Known, bool]]:
    """Arrivals of everybody and talk after purchases, in days after the start; it is heard the day after."""
    for one in known:
        if not one.prospect.story:
            yield (one.known, one.code), one, False
        if one.talks:
            for moment in _spoken(one.purchases):
                yield (int(moment) + 1.0, one.code), one, True


def _spoken(purchases: tuple[float, ...]) -> Iterator[float]:
    last = float("-inf")
    for moment in purchases:
        if moment - last >= SILENCE_DAYS:
            last = moment
            yield moment


def _told(known: list[Known]) -> dict[str, str]:
    codes = {one.prospect.name: one.code for one in known if one.prospect.story}
    return {
        one.code: codes[one.prospect.story.referred_by]
        for one in known
        if one.prospect.story and one.prospect.story.referred_by
    }
