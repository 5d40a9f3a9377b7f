-- Cut points that part the buyers into equal shares, for each of the three figures (1 days, 2 purchases, 3 net).
-- Cut k of n values lies at place (n - 1) * k / bins, between its two neighbours in proportion (as numpy and
-- pandas do by default); worked out in whole numbers and decimals, so that every engine finds the same cut.
-- Values are counted in coarse shelves first, so that only those on the shelf of a cut have to be put in order: a
-- shelf is the fourth root of the value, which never falls while the value rises.
WITH figures AS (
    SELECT as_of, days_since_last_purchase, purchases, net
    FROM customer_past
    WHERE purchases > 0
),

counted AS (
    SELECT as_of, 1 AS figure, CAST(days_since_last_purchase AS DECIMAL(19, 4)) AS value, count(*) AS customers
    FROM figures
    GROUP BY as_of, days_since_last_purchase
    UNION ALL
    SELECT as_of, 2 AS figure, CAST(purchases AS DECIMAL(19, 4)) AS value, count(*) AS customers
    FROM figures
    GROUP BY as_of, purchases
    UNION ALL
    SELECT as_of, 3 AS figure, net AS value, count(*) AS customers
    FROM figures
    GROUP BY as_of, net
),

shelved AS (
    SELECT
        as_of,
        figure,
        value,
        customers,
        CAST(
            CASE WHEN value < 0 THEN -1 ELSE 1 END * floor(64 * sqrt(sqrt(abs(CAST(value AS DOUBLE))))) AS BIGINT
        ) AS shelf
    FROM counted
),

shelves AS (
    SELECT as_of, figure, shelf, sum(customers) AS customers, count(*) AS different_values
    FROM shelved
    GROUP BY as_of, figure, shelf
),

filled AS (
    SELECT
        as_of,
        figure,
        shelf,
        CAST(sum(customers) OVER (PARTITION BY as_of, figure ORDER BY shelf) AS BIGINT) AS up_to,
        CAST(customers AS BIGINT) AS customers,
        CAST(sum(customers) OVER (PARTITION BY as_of, figure) AS BIGINT) AS total,
        CAST(sum(different_values) OVER (PARTITION BY as_of, figure) AS BIGINT) AS different_values
    FROM shelves
),

steps AS (
    SELECT CAST(step AS BIGINT) AS step
    FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS numbers (step)
    WHERE step < :bins
),

-- Of all shelves, and then of the values on them, only those at a cut or next above it: where the count passes the
-- place, or the place after it.
chosen AS (
    SELECT DISTINCT f.as_of, f.figure, f.shelf, f.up_to - f.customers AS below, f.total, f.different_values
    FROM filled f
    INNER JOIN steps s
        ON f.up_to * :bins > (f.total - 1) * s.step
        AND (f.up_to - f.customers) * :bins <= (f.total - 1) * s.step + :bins
),

placed AS (
    SELECT
        v.as_of,
        v.figure,
        v.value,
        v.customers,
        c.below + CAST(
            sum(v.customers) OVER (PARTITION BY v.as_of, v.figure, v.shelf ORDER BY v.value) AS BIGINT
        ) AS up_to,
        c.total,
        c.different_values
    FROM shelved v
    INNER JOIN chosen c ON c.as_of = v.as_of AND c.figure = v.figure AND c.shelf = v.shelf
),

neighbours AS (
    SELECT
        p.as_of,
        p.figure,
        s.step,
        mod((max(p.total) - 1) * s.step, :bins) AS part,
        min(CASE WHEN p.up_to * :bins > (p.total - 1) * s.step THEN p.value END) AS below,
        min(CASE WHEN p.up_to * :bins > (p.total - 1) * s.step + :bins THEN p.value END) AS above,
        max(p.different_values) AS different_values
    FROM placed p
    INNER JOIN steps s
        ON p.up_to * :bins > (p.total - 1) * s.step
        AND (p.up_to - p.customers) * :bins <= (p.total - 1) * s.step + :bins
    GROUP BY p.as_of, p.figure, s.step
)

SELECT
    as_of,
    CASE figure WHEN 1 THEN 'days_since_last_purchase' WHEN 2 THEN 'purchases' ELSE 'net' END AS figure,
    step,
    CAST(
        below
        + (coalesce(above, below) - below) * CAST(CAST(part AS DECIMAL(9, 0)) * :bin_width AS DECIMAL(13, 12))
        AS DECIMAL(28, 8)
    ) AS cut,
    different_values
FROM neighbours
ORDER BY as_of, figure, step
