"""The measure: the next product for each customer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day
from zhike.insight.measures.recommend.backtest import backtest
from zhike.insight.measures.recommend.because import causes
from zhike.insight.measures.recommend.cold import beside, offers_to_newcomers, popular_by_segment
from zhike.insight.measures.recommend.history import History, history
from zhike.insight.measures.recommend.neighbours import factors, neighbours
from zhike.insight.measures.recommend.ranking import ranked
from zhike.insight.measures.settings import Estimator

Method = Literal["items", "factors"]
OFFERS = pa.schema(
    [
        ("customer", pa.string()),
        ("place", pa.int64()),
        ("item", pa.string()),
        ("score", pa.float64()),
        ("because", pa.string()),
        ("way", pa.string()),
    ]
)


@dataclass(frozen=True)
class NextProduct(Estimator):
    """For each customer the products to offer next, each with the purchase that speaks for it.

    *Reading.* "Offer C to Lin, because of B." Look at ``backtest`` first: ``items`` must beat ``popularity`` on new
    products, else show everybody the same list. Where customers buy the same again and again, ``own_past`` is hard to
    beat, and a reminder does more than a recommendation.

    *Formula.* ``items``: products beside products, by the cosine over customers of the root of how often, less for
    customers who buy everything (TF-IDF), the ``neighbours`` strongest kept. A customer's score for a product is the
    sum over what was bought, each weighing half with every ``half_life_days`` of age. ``factors``: the same over a
    truncated singular value decomposition of at most 64 factors. ``with_repeats`` lets products come that the customer
    has. Goods sold only; no charges, nothing given back altogether.

    *Back-test.* Taught before the last ``test_days``, judged by what came in them: ``precision`` share of places hit,
    ``recall`` share of later products found, ``hit_rate`` share of customers with a hit, ``ndcg`` hits weighed by
    place.

    *Who has no history.* Customers without a purchase get what is popular in their segment. Products nobody bought yet
    stand in ``beside`` with the popular ones of their category: offer them to who bought those.

    *Tables.* ``offers``: ``customer``, ``place``, ``item``, ``score``, ``because`` (null for popularity), ``way``
    (``items``, ``factors``, ``popularity``). ``backtest``: ``mode`` (``new``, ``repeat``), ``method``, ``customers``
    and the four figures. ``beside``: ``item``, ``category``, ``beside``, ``place``.

    *Sources.* Sarwar et al. 2001; Cremonesi, Koren and Turrin 2010; Dacrema et al. 2019.

    >>> bought = [("Lin", "tea"), ("Lin", "pot"), ("Wu", "tea"), ("Wu", "pot"), ("Xu", "tea"), ("He", "cup")]
    >>> table = pa.table({"customer": [who for who, _ in bought], "item": [what for _, what in bought],
    ...                   "day": [date(2025, 5, 1)] * 6})
    >>> found = NextProduct(top=1).of(table, as_of=date(2025, 6, 1))
    >>> [row for row in found.table.select(["customer", "item", "because"]).to_pylist() if row["because"]]
    [{'customer': 'Xu', 'item': 'pot', 'because': 'tea'}]
    """

    name: ClassVar[str] = "recommend"

    top: int = 10
    method: Method = "items"
    with_repeats: bool = False
    neighbours: int = 50
    half_life_days: float = 180.0
    test_days: int = 61

    def __post_init__(self) -> None:
        if self.method not in get_args(Method):
            raise MeasureRefused(_("Products are recommended by items or factors, not %(given)s."), given=self.method)
        for setting in ("top", "neighbours", "test_days"):
            if not isinstance(getattr(self, setting), int) or getattr(self, setting) < 1:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)
        if not self.half_life_days > 0:
            raise MeasureRefused(_("The setting %(name)s must be a number above zero."), name="half_life_days")

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return asdict(self)

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """Offers to every customer known before ``as_of``; newcomers by their kind."""
        bought = facts.query(text_of("purchases"), until_day=a_day(as_of))
        known = facts.query(
            "SELECT customer_id, kind FROM customers WHERE known_since < :as_of"
            " AND kind IN ('enterprise', 'channel', 'consumer') ORDER BY customer_id",
            as_of=as_of,
        )
        segments = dict(zip(known["customer_id"].to_pylist(), known["kind"].to_pylist(), strict=True))
        split = as_of - timedelta(days=self.test_days)
        taught = facts.query(text_of("purchases"), until_day=split)
        return self.of(bought, as_of=as_of, segments=segments, taught=taught)

    def of(
        self,
        table: pa.Table,
        *,
        as_of: date,
        customer: str = "customer",
        item: str = "item",
        day: str = "day",
        segments: Mapping[Any, str] | None = None,
        categories: Mapping[str, str] | None = None,
        taught: pa.Table | None = None,
    ) -> Found:
        """Offers out of a table with one row per customer, item and day.

        ``segments`` gives each customer's segment, newcomers included; ``categories`` each item's, new ones included.
        ``taught`` is the same table as it was known before the back-test, where later returns have changed it.
        """
        given = table.select([customer, item, day]).rename_columns(["customer", "item", "day"])
        whole = given.drop_null()
        past = history(whole, until=a_day(as_of), half_life=self.half_life_days)
        split = as_of - timedelta(days=self.test_days)
        tables = {
            "offers": pa.Table.from_pylist(self.offers(past, segments or {}), OFFERS),
            "backtest": self.tried(whole, taught, split=split, until=as_of),
            "beside": beside(past, categories or {}, most=self.top),
        }
        later = pc.sum(pc.greater_equal(whole["day"], pa.scalar(as_of))).as_py() or 0
        said = cautions(given.num_rows - whole.num_rows, later, as_of, tables["backtest"], self.method)
        return Found(self.name, tables, self.parameters, said, as_of=as_of, rows_read=table.num_rows)

    def tried(self, table: pa.Table, taught: pa.Table | None, *, split: date, until: date) -> pa.Table:
        """What these settings would have done before, taught by what was known then."""
        half_life = self.half_life_days
        days = {"split": split, "until": until}
        return backtest(table, **days, taught=taught, top=self.top, most=self.neighbours, half_life=half_life)

    def offers(self, past: History, segments: Mapping[Any, str]) -> list[dict[str, Any]]:
        """The rows of the table of offers, customers with a history first."""
        popular = popular_by_segment(past, segments, top=self.top)
        newcomers = [customer for customer in segments if customer not in set(past.customers)]
        fresh = offers_to_newcomers(newcomers, segments, popular)
        if not past.customers:
            return fresh
        likeness = neighbours(past.times, most=self.neighbours) if self.method == "items" else factors(past.times)
        items, scores = ranked(past, self.method, likeness, top=self.top, with_repeats=self.with_repeats)
        because = causes(past, likeness, items)
        return [
            {
                "customer": str(past.customers[row]),
                "place": place + 1,
                "item": past.items[items[row, place]],
                "score": float(scores[row, place]),
                "because": past.items[because[row, place]],
                "way": self.method,
            }
            for row, place in np.argwhere((scores > 0) & (because >= 0)).tolist()
        ] + fresh


def cautions(incomplete: int, later: int, as_of: date, tried: pa.Table, method: str) -> tuple[Caution, ...]:
    """What was left out, and whether the method is worth more than one list for everybody."""
    said = [say("rows_incomplete", rows=incomplete)] if incomplete else []
    said += [say("rows_after_as_of", rows=later, as_of=as_of.isoformat())] if later else []
    figures = {
        row["method"]: row["ndcg"] for row in tried.to_pylist() if row["mode"] == "new" and row["ndcg"] is not None
    }
    if not figures:
        said.append(say("no_backtest_of_offers"))
    elif figures[method] <= figures["popularity"]:
        said.append(say("no_better_than_popularity"))
    return tuple(said)
