"""Write refused rows to a CSV file in which they can be mended and from which they can be read again.

The reason and the row number come first and the original cells follow exactly as many as they were, so that a row with
too many cells is refused again until somebody mends it, rather than read with its tail cut off.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

from zhike.reading.spreadsheet_safety import protect
from zhike.reading.values import shown

MARK = "\ufeff"  # without it spreadsheets on Windows take UTF-8 for the local encoding


def write_rejects(
    out: IO[str],
    columns: Sequence[str],
    rejects: Iterable[tuple[int, str, Sequence[object]]],
    *,
    row_label: str,
    reason_label: str,
) -> int:
    """Write (row number, reason, original cells) for each reject to a text stream opened with ``newline=""``.

    Returns how many were written.
    """
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow([row_label, reason_label, *map(protect, columns)])
    count = 0
    for number, reason, cells in rejects:
        writer.writerow([number, protect(reason), *(protect(shown(cell)) for cell in cells)])
        count += 1
    return count
