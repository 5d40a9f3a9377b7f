"""Several measures of one day at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Measure, Scored


def fit_all(measures: Sequence[Measure], facts: Facts, *, as_of: date) -> list[Scored]:
    """What each of the measures finds as of a day, in their order; the same as fitting one after the other.

    Measures of goods are fitted beside those of customers, as they have neither rows nor columns in common.
    Raises ``MeasureRefused`` as soon as a measure of customers refuses, and after them when one of goods does.

    >>> from zhike.insight.measures import Abc, Rfm
    >>> from zhike.insight.measures.example import tea_house
    >>> [scored.measure for scored in fit_all([Rfm(), Abc()], tea_house(), as_of=date(2025, 7, 1))]
    ['rfm', 'abc']
    """
    goods = [one for one in measures if one.reading == "reading_lines"]
    if len(goods) in (0, len(measures)):
        return [one.fit(facts, as_of=as_of) for one in measures]
    with ThreadPoolExecutor(max_workers=1) as beside:
        coming = beside.submit(fit_beside, goods, facts, as_of=as_of)
        of_customers = iter([one.fit(facts, as_of=as_of) for one in measures if one not in goods])
        of_goods = iter(coming.result())
    return [next(of_goods if one in goods else of_customers) for one in measures]


def fit_beside(measures: Sequence[Measure], facts: Facts, *, as_of: date) -> list[Scored]:
    """What the measures find, while another thread asks the same facts."""
    with facts.beside() as others:
        return [one.fit(others, as_of=as_of) for one in measures]
