-- Cut points that part the buyers into equal shares, for each of the three figures.
-- Cut k of n values lies at place (n - 1) * k / bins, between its two neighbours in proportion (as numpy and
-- pandas do by default); worked out in whole numbers and decimals, so that every engine finds the same cut.
WITH figures AS (
    SELECT as_of, 'days_since_last_purchase' AS figure, CAST(days_since_last_purchase AS DECIMAL(19, 4)) AS value
    FROM customer_history
    WHERE purchases > 0
    UNION ALL
    SELECT as_of, 'purchases' AS figure, CAST(purchases AS DECIMAL(19, 4)) AS value
    FROM customer_history
    WHERE purchases > 0
    UNION ALL
    SELECT as_of, 'net' AS figure, net AS value
    FROM customer_history
    WHERE purchases > 0
),

counted AS (
    SELECT as_of, figure, value, count(*) AS customers
    FROM figures
    GROUP BY as_of, figure, value
),

placed AS (
    SELECT
        as_of,
        figure,
        value,
        customers,
        CAST(sum(customers) OVER (PARTITION BY as_of, figure ORDER BY value) AS BIGINT) AS up_to,
        CAST(sum(customers) OVER (PARTITION BY as_of, figure) AS BIGINT) AS total,
        count(*) OVER (PARTITION BY as_of, figure) AS different_values
    FROM counted
),

steps AS (
    SELECT CAST(step AS BIGINT) AS step
    FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS numbers (step)
    WHERE step < :bins
),

-- Of all values only those at a cut or next above it: where the count passes the place, or the place after it.
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
    figure,
    step,
    CAST(
        below
        + (coalesce(above, below) - below) * CAST(CAST(part AS DECIMAL(9, 0)) * :bin_width AS DECIMAL(13, 12))
        AS DECIMAL(28, 8)
    ) AS cut,
    different_values
FROM neighbours
ORDER BY as_of, figure, step
