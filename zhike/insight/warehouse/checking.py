"""Does the warehouse say what the database said when it was loaded, and does the database still say so?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from zhike.insight.warehouse.counting import counted
from zhike.insight.warehouse.loading import sum_of
from zhike.insight.warehouse.manifest import Manifest, Month, Part, current
from zhike.insight.warehouse.reading import held_in
from zhike.kit.facts import Fact, published

Number = int | Decimal | str | None


@dataclass(frozen=True)
class Check:
    """One number: as the files hold it, as the database held it at the watermark, and as it holds it now.

    `content` is the digest of every value; files have none of their own, and are held to the bytes that were written.
    """

    fact: str
    number: str
    warehouse: Number
    watermark: Number
    database: Number

    @property
    def holds(self) -> bool:
        """Whether the files are what the database was at the watermark."""
        return self.warehouse is not None and self.warehouse == self.watermark

    @property
    def agrees(self) -> bool:
        """Whether they are what it is now."""
        return self.holds and self.watermark == self.database


def verify() -> list[Check]:
    """Compare rows, sums of amounts and contents, exactly. A fact that was never loaded disagrees."""
    manifest = current()
    with transaction.atomic():
        return [check for fact in published() for check in _compare(fact, manifest)]


def _compare(fact: Fact, manifest: Manifest | None) -> Iterator[Check]:
    now = _totals(counted(fact))
    if manifest is None or fact.name not in manifest.facts:
        yield from (Check(fact.name, number, None, None, value) for number, value in now.items())
        return
    part = manifest.facts[fact.name]
    then, held = _totals(part.months), _in_files(fact, part, manifest, list(part.sums))
    for number in then | now:
        yield Check(fact.name, number, held.get(number), then.get(number), now.get(number))


def _totals(months: dict[str, Month]) -> dict[str, Number]:
    """The numbers of a fact over all its months."""
    names = list(next(iter(months.values())).sums)
    sums = {name: sum((month.sums[name] for month in months.values()), Decimal(0)) for name in names}
    content = sum(int(month.content) for month in months.values())
    return {"rows": sum(month.rows for month in months.values()), **sums, "content": f"{content % 2**64:016x}"}


def _in_files(fact: Fact, part: Part, manifest: Manifest, amounts: list[str]) -> dict[str, Number]:
    """The numbers as the files hold them; the content where every byte is as it was written."""
    files = {month: manifest.file(fact.name, month) for month in part.months}
    there = [file for file in files.values() if file.exists()]
    rows, sums = held_in(there, amounts)
    whole = all(file.exists() and sum_of(file) == part.months[month].file_sum for month, file in files.items())
    return {"rows": rows, **sums, "content": _totals(part.months)["content"] if whole else "damaged"}
