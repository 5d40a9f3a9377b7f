"""The facts of records that no figure counts, because no exchange rate of their day is known."""

from zhike.insight.cubes.declaring import Unpriced
from zhike.kit.facts import Column, Fact, publish


def publish_unpriced(nouns: str, grain: str, *, key: str, day: str, amount: str, rows: str, worth: str) -> None:
    """Publish those of `rows` (a table, by its name in `worth` if that has one) whose `worth` in the currency of the
    firm nobody knows: the key, the day, the currency and the amount in it, the last by the names of their columns.
    """
    fact = Fact(
        name=Unpriced(nouns).fact,
        grain=f"{grain} because no exchange rate of its day is known; {amount} is in its currency",
        columns=(Column(key, "int64"), Column(day, "date32"), Column("currency", "string"), Column(amount, "money")),
        sql=f"select id, {day}, currency, {amount} from {rows} where {worth} is null",  # noqa: S608 -- our own words
        day=day,
    )
    publish(fact)
