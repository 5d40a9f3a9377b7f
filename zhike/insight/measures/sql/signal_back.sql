-- Everything that was taken back since :since, with what its customer was given and had taken back until then, and
-- with the paper that it names. Sales of a day count before what is taken back on it.
WITH sided AS (
    SELECT
        CASE
            WHEN kind IN ('payment', 'refund') THEN 'money'
            WHEN kind IN ('sale', 'return') THEN 'goods'
            ELSE 'invoices'
        END AS side,
        CASE WHEN kind IN ('refund', 'return', 'red', 'credit') THEN 1 ELSE 0 END AS is_back,
        p.*
    FROM signal_papers p
    WHERE kind <> 'quote' AND day < :as_of
),

lately AS (
    SELECT DISTINCT side, customer, currency FROM sided WHERE is_back = 1 AND day >= :since AND customer IS NOT NULL
),

running AS (
    SELECT
        s.*,
        sum(CASE WHEN s.is_back = 0 THEN s.amount ELSE 0 END) OVER until_here AS given,
        sum(CASE WHEN s.is_back = 1 THEN s.amount ELSE 0 END) OVER until_here AS taken,
        sum(CASE WHEN s.is_back = 1 THEN s.amount ELSE 0 END) OVER (
            PARTITION BY s.side, s.customer, s.currency, s.is_back, s.against
            ORDER BY s.day, s.paper
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS taken_of_it
    FROM sided s
    INNER JOIN lately l ON l.side = s.side AND l.customer = s.customer AND l.currency = s.currency
    WINDOW until_here AS (
        PARTITION BY s.side, s.customer, s.currency
        ORDER BY s.day, s.is_back, s.paper
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)

SELECT
    b.kind,
    b.paper,
    b.customer,
    b.seller,
    b.day,
    b.currency,
    b.amount,
    b.payer,
    b.against,
    CAST(b.given AS DECIMAL(19, 4)) AS given,
    CAST(b.taken AS DECIMAL(19, 4)) AS taken,
    CAST(b.taken_of_it AS DECIMAL(19, 4)) AS taken_of_it,
    o.kind AS source_kind,
    o.day AS source_day,
    o.amount AS source_amount,
    o.payer AS source_payer
FROM running b
LEFT JOIN sided o ON o.side = b.side AND o.is_back = 0 AND o.paper = b.against
WHERE
    b.is_back = 1
    AND b.day >= :since
    AND (
        b.taken > b.given
        OR (b.against IS NOT NULL AND o.paper IS NULL)
        OR b.taken_of_it > o.amount
        OR o.day > b.day
        OR o.payer <> b.payer
    )
ORDER BY b.kind, b.customer, b.day, b.paper
