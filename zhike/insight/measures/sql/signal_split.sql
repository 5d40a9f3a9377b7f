-- Papers of one customer by one seller within :split_days, each below a limit and together at or above it: of each
-- time the window with the most money, a row for each paper in it.
WITH small AS (
    SELECT p.*, coalesce(p.seller, '') AS sold_by, l.amount AS approval
    FROM signal_papers p
    INNER JOIN signal_limits l ON l.kind = p.kind AND l.currency = p.currency
    WHERE p.amount < l.amount AND p.customer IS NOT NULL AND p.day < :as_of AND p.day >= :history
),

summed AS (
    SELECT
        s.*,
        count(*) OVER near_days AS papers,
        sum(amount) OVER near_days AS together,
        sum(CASE WHEN amount >= approval * :near THEN 1 ELSE 0 END) OVER near_days AS close_papers
    FROM small s
    WINDOW near_days AS (
        PARTITION BY kind, customer, sold_by, currency, approval
        ORDER BY days_between(DATE '1970-01-01', day)
        RANGE BETWEEN :split_days PRECEDING AND CURRENT ROW
    )
),

over_it AS (
    SELECT
        s.*,
        lag(day) OVER (PARTITION BY kind, customer, sold_by, currency, approval ORDER BY day, paper) AS day_before
    FROM summed s
    WHERE papers > 1 AND together >= approval AND day >= :since
),

timed AS (
    SELECT
        o.*,
        sum(CASE WHEN days_between(day_before, day) <= :split_days THEN 0 ELSE 1 END) OVER (
            PARTITION BY kind, customer, sold_by, currency, approval
            ORDER BY day, paper
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS time
    FROM over_it o
),

chosen AS (
    SELECT
        t.*,
        row_number() OVER (
            PARTITION BY kind, customer, sold_by, currency, approval, time ORDER BY together DESC, day DESC, paper DESC
        ) AS place
    FROM timed t
),

habits AS (
    SELECT
        kind,
        sold_by,
        currency,
        approval,
        sum(CASE WHEN amount >= approval * :near AND amount < approval THEN 1 ELSE 0 END) AS just_below,
        sum(CASE WHEN amount >= approval AND amount * :near <= approval THEN 1 ELSE 0 END) AS just_above
    FROM (
        SELECT p.kind, coalesce(p.seller, '') AS sold_by, p.currency, p.amount, l.amount AS approval
        FROM signal_papers p
        INNER JOIN signal_limits l ON l.kind = p.kind AND l.currency = p.currency
        WHERE p.day < :as_of AND p.day >= :history
    ) around
    GROUP BY kind, sold_by, currency, approval
)

SELECT
    c.kind,
    c.customer,
    c.seller,
    c.currency,
    c.approval,
    CAST(c.time AS BIGINT) AS time,
    c.papers,
    CAST(c.together AS DECIMAL(19, 4)) AS together,
    CAST(c.close_papers AS BIGINT) AS close_papers,
    CAST(h.just_below AS BIGINT) AS just_below,
    CAST(h.just_above AS BIGINT) AS just_above,
    s.paper,
    s.day,
    s.amount
FROM chosen c
INNER JOIN small s
    ON s.kind = c.kind AND s.customer = c.customer AND s.sold_by = c.sold_by AND s.currency = c.currency
    AND s.approval = c.approval AND s.day <= c.day AND days_between(s.day, c.day) <= :split_days
INNER JOIN habits h
    ON h.kind = c.kind AND h.sold_by = c.sold_by AND h.currency = c.currency AND h.approval = c.approval
WHERE c.place = 1
ORDER BY c.kind, c.customer, c.sold_by, c.currency, c.approval, c.time, s.day, s.paper
