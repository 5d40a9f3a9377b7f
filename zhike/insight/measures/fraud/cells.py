"""Columns as people keep them, in the types that transactions are reckoned with."""

from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.scoring.answers import yes_or_no
from zhike.insight.measures.shapes import MONEY

Column: TypeAlias = pa.ChunkedArray | pa.Array
#: As many figures as fit before the point of an amount.
TOO_LARGE = 1e15


def as_money(column: Column) -> Column:
    """Amounts as decimals; null where they are no number, or one without room."""
    if pa.types.is_decimal(column.type):
        return column.cast(MONEY)
    if not pa.types.is_integer(column.type) and not pa.types.is_floating(column.type):
        raise MeasureRefused(_("The amounts are no numbers."))
    numbers = column.cast(pa.float64())
    has_room = pc.less(pc.abs(numbers), TOO_LARGE)
    return pc.round(pc.if_else(has_room, numbers, None), 4).cast(MONEY)


def local_type(kind: pa.DataType) -> pa.DataType:
    """Microseconds, in the zone that the moments have."""
    if not pa.types.is_timestamp(kind) and not pa.types.is_date(kind):
        raise MeasureRefused(_("The transactions have no moments: a column of days, or of days with a time."))
    return pa.timestamp("us", kind.tz if pa.types.is_timestamp(kind) else None)


def local(moments: Column) -> Column:
    """What a clock showed."""
    moments = moments.cast(local_type(moments.type), safe=False)
    return pc.local_timestamp(moments) if moments.type.tz else moments


def seconds_since_1970(moments: Column) -> Column:
    """Whole seconds, of moments in microseconds."""
    return pc.floor(pc.divide(moments.cast(pa.int64()).cast(pa.float64()), 1e6)).cast(pa.int64())


def seconds_of_day(clock: Column) -> Column:
    """Seconds since midnight."""
    return pc.add(pc.add(pc.multiply(pc.hour(clock), 3600), pc.multiply(pc.minute(clock), 60)), pc.second(clock))


def numbered(names: Column) -> Column:
    """A number for each name, in the order of the names."""
    coded = names.combine_chunks().dictionary_encode() if isinstance(names, pa.ChunkedArray) else names
    places = pc.sort_indices(pc.sort_indices(coded.dictionary))
    return places.cast(pa.int64()).take(coded.indices)


def flags(column: Column) -> pa.Array:
    """Yes, no or empty, whatever it is called in the cells."""
    values: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = values.dictionary_encode()
    return pa.array([yes_or_no(value) for value in coded.dictionary.to_pylist()], pa.bool_()).take(coded.indices)
