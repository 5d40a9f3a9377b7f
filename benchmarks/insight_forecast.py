"""Sales forecasts on two public sets, whole: scaled errors beside the last season again, coverage of bands, seconds.

    python benchmarks/insight_forecast.py [--shared DIRECTORY] [--origins 1] [--peers]

M1 (1,001 series, yearly, quarterly and monthly, the parts that the competition forecast) and Australian retail (152
series, the last 24 months). ``--peers`` adds the library's automatic exponential smoothing, which takes minutes.
"""

import argparse
import os
import sys
import time
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SHARED = ROOT.parent / "shared/data"
M1 = {"YEARLY": (1, 6), "QUARTERLY": (4, 8), "MONTHLY": (12, 18)}
HEADS = ("set", "series", "method", "MASE", "last season", "better by", "in 50 %", "in 90 %", "wall s", "CPU s")


class Part(NamedTuple):
    """Series of one frequency: the past as a table, what came by series, the season, the settings of the forecast."""

    past: pa.Table
    later: dict[str, np.ndarray]
    season: int
    settings: dict[str, Any]
    as_of: date | None


def main() -> None:
    """Both sets, printed as they come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the directory of the public sets")
    parser.add_argument("--origins", type=int, default=1)
    parser.add_argument("--peers", action="store_true")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    import statsforecast.models  # noqa: F401 - loading it is not what is measured

    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("{:12}{:>8}{:>18}{:>8}{:>13}{:>11}{:>9}{:>9}{:>9}{:>9}".format(*HEADS))
    for name, parts in {"M1": m1(asked.shared), "aus_retail": retail(asked.shared)}.items():
        compare(name, list(parts), origins=asked.origins, peers=asked.peers)


def compare(name: str, parts: list[Part], *, origins: int, peers: bool) -> None:
    """One set by our method, and by the library's when asked."""
    wall, processor = time.perf_counter(), time.process_time()
    found = [forecast(part, origins=origins) for part in parts]
    took = time.perf_counter() - wall, time.process_time() - processor
    methods = "/".join(dict.fromkeys(method for method, _said in found))
    report(name, methods, parts, [said for _method, said in found], took)
    if peers:
        wall, processor = time.perf_counter(), time.process_time()
        theirs = [automatic(part) for part in parts]
        report(name, "AutoETS", parts, theirs, (time.perf_counter() - wall, time.process_time() - processor))


def forecast(part: Part, *, origins: int) -> tuple[str, dict[str, dict[str, np.ndarray]]]:
    """Method and forecasts of ours, by series."""
    from zhike.insight.measures.forecast import SalesForecast

    found = SalesForecast(**part.settings, origins=origins).of(part.past, series="series", as_of=part.as_of)
    rows = found.table.to_pandas().groupby("series")
    columns = ("forecast", "low_50", "high_50", "low_90", "high_90")
    return found.parameters["method"], {name: {c: group[c].to_numpy() for c in columns} for name, group in rows}


def automatic(part: Part) -> dict[str, dict[str, np.ndarray]]:
    """The library's automatic exponential smoothing, without bands."""
    from statsforecast.models import AutoETS

    past = part.past.to_pandas().groupby("series").value
    return {
        name: {
            "forecast": AutoETS(season_length=part.season).forecast(y=y.to_numpy(float), h=len(part.later[name]))[
                "mean"
            ]
        }
        for name, y in past
    }


def report(name: str, method: str, parts: list[Part], said: list[dict], took: tuple[float, float]) -> None:
    """One line: errors and coverage over all series of a set."""
    ours, naive, inside = [], [], {50: [], 90: []}
    for part, forecasts in zip(parts, said, strict=True):
        past = {series: group.to_numpy(float) for series, group in part.past.to_pandas().groupby("series").value}
        for series, actual in part.later.items():
            y, step = past[series], part.season if len(past[series]) > part.season else 1
            scale = np.mean(np.abs(y[step:] - y[:-step]))
            ours.append(np.mean(np.abs(forecasts[series]["forecast"] - actual)) / scale)
            naive.append(np.mean(np.abs(np.resize(y[-step:], len(actual)) - actual)) / scale)
            for level in inside if "low_50" in forecasts[series] else ():
                low, high = (forecasts[series][f"{end}_{level}"] for end in ("low", "high"))
                inside[level].append(np.mean((low <= actual) & (actual <= high)))
    error, base = np.nanmean(ours), np.nanmean(naive)
    shares = [f"{np.mean(values):.3f}" if values else "–" for values in inside.values()]
    print(
        f"{name:12}{len(ours):>8,}{method:>18}{error:>8.3f}{base:>13.3f}{1 - error / base:>11.1%}"
        f"{shares[0]:>9}{shares[1]:>9}{took[0]:>9.1f}{took[1]:>9.1f}",
        flush=True,
    )


def m1(shared: Path) -> Iterator[Part]:
    """The M1 competition, by frequency."""
    rows = pd.read_parquet(shared / "m1_competition/series.parquet")
    for period, (season, horizon) in M1.items():
        mine = rows[rows.period == period]
        past, later = mine[mine.part == "train"], mine[mine.part == "test"]
        table = pa.table({"series": past.series.to_numpy(), "period": past.t.to_numpy(), "value": past.y.to_numpy()})
        settings = {"frequency": "step", "season": season, "horizon": horizon}
        yield Part(table, {name: y.to_numpy(float) for name, y in later.groupby("series").y}, season, settings, None)


def retail(shared: Path) -> Iterator[Part]:
    """Australian retail turnover; the last 24 months of each series are kept back, and some end early."""
    rows = pd.read_csv(shared / "aus_retail_monthly/turnover.csv.gz", parse_dates=["month"]).sort_values("month")
    place = rows.groupby("series_id").month.rank(ascending=False)
    past, later = rows[place > 24], rows[place <= 24]
    table = pa.table(
        {
            "series": past.series_id.to_numpy(),
            "period": past.month.dt.date.to_numpy(),
            "value": past.turnover_maud.to_numpy(),
        }
    )
    came = {name: y.to_numpy(float) for name, y in later.groupby("series_id").turnover_maud}
    yield Part(table, came, 12, {"horizon": 24, "gaps": "unknown"}, None)


if __name__ == "__main__":
    main()
