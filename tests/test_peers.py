"""What the benchmarks set beside the measures finds what the measures find, to the row."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks import insight_pandas
from benchmarks.order_lines import AS_OF, folder_of
from zhike.insight.measures import Abc, Facts, Ladder, Measure, Rfm


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(40_000, beside=tmp_path_factory.mktemp("lines"))


@pytest.mark.parametrize("measure", [Rfm(), Abc(), Ladder()], ids=lambda one: one.name)
def test_pandas_finds_the_same_rows(folder: Path, measure: Measure) -> None:
    with Facts.open(folder) as facts:
        ours = measure.fit(facts, as_of=AS_OF).table.drop_columns("as_of").to_pandas()
    theirs = insight_pandas.judged(folder)[measure.name].reset_index()
    assert len(ours) > 1_000
    assert sorted(ours) == sorted(theirs)
    pd.testing.assert_frame_equal(plain(ours), plain(theirs[ours.columns]), check_dtype=False, atol=1e-3, rtol=1e-9)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers of every kind as floats, which hold what is missing; words and yes or no as they are."""
    return frame.apply(lambda column: column.astype(float, errors="ignore")).astype(object).where(frame.notna(), None)
