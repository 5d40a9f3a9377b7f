"""Ways to ask a measure that both engines are asked for besides the plain one."""

from zhike.insight.measures import Ladder, PlainClv, value_test
from zhike.insight.measures.analyses import Baskets
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import months_before
from zhike.insight.measures.replay import replay


class AgainstYearBefore(Baskets):
    """Rules counted again in the same months of the year before."""

    def fit(self, facts, *, as_of):
        return super().fit(facts, as_of=as_of, months=18, against_year_before=True)


class OnManyDays(Ladder):
    """Rungs on one day of each of seven months, kept and asked for together."""

    def fit(self, facts, *, as_of):
        days = [months_before(as_of, months) for months in range(7)]
        verdicts = replay(self, facts, days, keep=self.evidence)
        return Found(self.name, {"verdicts": verdicts}, self.parameters, (), as_of=as_of, rows_read=verdicts.num_rows)


class JudgedByAYear(PlainClv):
    """Values of a year ago beside what came since."""

    def fit(self, facts, *, as_of):
        begin = months_before(as_of, 12)
        test = value_test(PlainClv(yearly_retention=0.6), facts, calibrate_until=begin, as_of=as_of)
        return Found(self.name, dict(test.tables), test.figures, (), as_of=as_of, rows_read=test.seen.num_rows)
