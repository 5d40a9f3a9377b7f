"""Which items are bought by the same customers.

*Sources.* Sarwar et al. 2001 (items beside items); Salton and Buckley 1988 (weights); Cremonesi, Koren and Turrin
2010 (factorisation by a truncated singular value decomposition).
"""

from typing import Any

import numpy as np

from zhike.insight.measures.later import decomposition, matrices, threadpools
from zhike.insight.measures.recommend.history import Numbers

MOST_FACTORS = 64
#: What is nearer to 0 is left over from rounding.
ROUNDING = 1e-9


def weighted(times: Any) -> Any:
    """Items × customers, each item of length 1: root of how often, less for customers who buy everything."""
    by_item = times.T.tocsr().astype(np.float64)
    bought = np.bincount(by_item.indices, minlength=by_item.shape[1])
    by_item.data = np.sqrt(by_item.data) * (np.log(by_item.shape[0] + 2) - np.log1p(bought))[by_item.indices]
    length = np.sqrt(np.asarray(by_item.multiply(by_item).sum(axis=1)).ravel())
    return matrices.diags(1 / np.where(length > 0, length, 1)) @ by_item


def neighbours(times: Any, *, most: int) -> Any:
    """Items × items: cosine of each item with those most like it; itself among them."""
    rows = weighted(times).tocsr()
    parts = [strongest(rows[start : start + 1_000] @ rows.T, most) for start in range(0, rows.shape[0], 1_000)]
    return matrices.vstack(parts, format="csr") if parts else rows @ rows.T


def strongest(rows: Any, most: int) -> Any:
    """The greatest values of each row; ties go to the earlier item."""
    rows = rows.tocsr()
    rows.sort_indices()
    number = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -rows.data, number))
    rank = np.arange(len(order)) - rows.indptr[number[order]]
    kept = order[rank < most]
    cells = (number[kept], rows.indices[kept])
    return matrices.csr_matrix((rows.data[kept], cells), shape=rows.shape)


def factors(times: Any) -> Any:
    """Items × items as products of at most 64 factors: a projection, which brings together what shares customers."""
    rows = weighted(times)
    count = min(MOST_FACTORS, min(rows.shape) - 1)
    if count < 1:
        return (rows @ rows.T).toarray()
    with threadpools.threadpool_limits(limits=1):
        svd = decomposition.TruncatedSVD(count, random_state=0).fit(rows.T)
    product = svd.components_.T @ svd.components_
    return np.where(np.abs(product) > ROUNDING, product, 0)


def popularity(times: Any) -> Numbers:
    """How many customers bought each item."""
    return np.bincount(times.indices, minlength=times.shape[1])
