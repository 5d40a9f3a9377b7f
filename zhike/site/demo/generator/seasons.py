"""When a tea house sells: spring tea, Mid-Autumn, the weeks before Spring Festival, and quiet holidays."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

SPRING_FESTIVAL = {
    2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
    2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1, 24),
    2040: (2, 12),
}  # fmt: skip
MID_AUTUMN = {
    2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2024: (9, 17), 2025: (10, 6),
    2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12), 2031: (10, 1), 2032: (9, 19),
    2033: (9, 8), 2034: (9, 27), 2035: (9, 16), 2036: (10, 4), 2037: (9, 24), 2038: (9, 13), 2039: (10, 2),
    2040: (9, 20),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seasonality:
    """How much buying swells above an ordinary day (1.0); `lead_days` buys that much ahead of the feast."""

    spring_tea: float
    mid_autumn: float
    spring_festival: float
    holiday_level: float
    weekend_level: float
    lead_days: int = 0


def day_weight(day: date, season: Seasonality) -> float:
    """How busy a day is compared with an ordinary weekday."""
    if 0 <= (day - spring_festival(day.year)).days < 8:
        return season.holiday_level
    ahead = day + timedelta(days=season.lead_days)
    weight = 1.0
    if (3, 20) <= (ahead.month, ahead.day) <= (5, 10):
        weight += season.spring_tea
    if 2 <= (mid_autumn(ahead.year) - ahead).days <= 32:
        weight += season.mid_autumn
    if 4 <= (spring_festival((ahead + timedelta(days=45)).year) - ahead).days <= 40:
        weight += season.spring_festival
    return weight * (season.weekend_level if day.weekday() >= 5 else 1.0)


def spring_festival(year: int) -> date:
    """Lunar new year's day; outside the table its usual middle, since only the season is meant."""
    return date(year, *SPRING_FESTIVAL.get(year, (2, 5)))


def mid_autumn(year: int) -> date:
    """Day 15 of lunar month 8; outside the table its usual middle."""
    return date(year, *MID_AUTUMN.get(year, (9, 22)))


class SeasonClock:
    """Season time: fast on busy days, slow on quiet ones, and on average as fast as the calendar.

    A steady purchase process in season time is a seasonal one in days. Both are counted in days from `start`.
    """

    def __init__(self, start: date, end: date, season: Seasonality) -> None:
        weights = [day_weight(start + timedelta(days=n), season) for n in range((end - start).days)]
        mean = sum(weights) / len(weights)
        self.sums = [0.0, *accumulate(weight / mean for weight in weights)]

    def season_time(self, days: float) -> float:
        """Season time that has gone by at a moment `days` after the start."""
        whole = int(days)
        if whole >= len(self.sums) - 1:
            return self.sums[-1]
        return self.sums[whole] + (days - whole) * (self.sums[whole + 1] - self.sums[whole])

    def days(self, season_time: float) -> float:
        """When, in days after the start, that season time is reached; infinity after the end."""
        whole = bisect_right(self.sums, season_time) - 1
        if whole >= len(self.sums) - 1:
            return float("inf")
        return whole + (season_time - self.sums[whole]) / (self.sums[whole + 1] - self.sums[whole])
