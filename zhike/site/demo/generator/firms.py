"""Names of organisations, by the pattern each kind of them follows."""

from random import Random

from zhike.site.demo.generator.places import Place
from zhike.site.demo.generator.words import sections

GROUP_BRANCHES = (
    "酒店管理有限公司",
    "餐饮管理有限公司",
    "置业有限公司",
    "物业服务有限公司",
    "文化发展有限公司",
)

HOSPITALITY_SHARE = 0.34
ENDINGS = {
    "enterprise": "trades",
    "supplier": "suppliers",
    "competitor": "competitors",
    "public_interest": "public_interest",
}


class FirmNames:
    """Draws names that are all different: two customers of one name would be taken for duplicates."""

    def __init__(self, taken: set[str], random: Random) -> None:
        self.taken = taken
        self.random = random
        self.words = sections("firm_words.txt")

    def draw(self, kind: str, place: Place) -> str:
        """A new name for an organisation of that kind in that place."""
        while (name := self._pattern(kind, place)) in self.taken:
            pass
        self.taken.add(name)
        return name

    def branch(self, group: str, place: Place) -> str:
        """A subsidiary of a group, named after it: 云岫集团 in Suzhou gives 苏州云岫酒店管理有限公司."""
        brand = group.removesuffix("集团")
        branches = [f"{place.city}{brand}{branch}" for branch in GROUP_BRANCHES]
        free = [name for name in branches if name not in self.taken]
        name = self.random.choice(free or [f"{place.city}{brand}第{len(self.taken)}分公司"])
        self.taken.add(name)
        return name

    def group(self) -> str:
        """The head of a group of companies."""
        name = f"{self._word('brands')}集团"
        while name in self.taken:
            name = f"{self._word('brands')}{self._word('brands')}集团"
        self.taken.add(name)
        return name

    def _pattern(self, kind: str, place: Place) -> str:
        if kind == "channel" or (kind == "enterprise" and self.random.random() < HOSPITALITY_SHARE):
            return f"{self._brand(place)}{self._word('dealers' if kind == 'channel' else 'hospitality')}"
        if kind == "internal":
            return f"松风茶业{place.city}{self._word('internal')}"
        return f"{place.city}{self._word('brands')}{self._word(ENDINGS[kind])}"

    def _brand(self, place: Place) -> str:
        """Shops are known by their brand, with the city in front of every other one."""
        return f"{place.city if self.random.random() < 0.5 else ''}{self._word('brands')}"

    def _word(self, section: str) -> str:
        return self.random.choice(self.words[section])
