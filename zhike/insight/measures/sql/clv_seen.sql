-- What customers who were given a value brought from the as-of date on, up to the end, in the money of that value.
-- Sales without a cost earn the average rate of the time, as they do in the values; coverage tells how few they are.
WITH later AS (
    SELECT
        o.customer_id,
        count(CASE WHEN o.kind = 'sale' THEN 1 END) AS purchases,
        sum(o.gross) AS gross,
        sum(CASE WHEN o.margin IS NOT NULL THEN o.gross END) AS costed_gross,
        sum(o.net) AS net,
        sum(CASE WHEN o.margin IS NOT NULL THEN o.net END) AS costed_net,
        sum(o.margin) AS costed_margin
    FROM orders o
    INNER JOIN customers c ON c.customer_id = o.customer_id
    WHERE o.placed_on >= :as_of AND o.placed_on < :until
    GROUP BY o.customer_id
),

sold AS (
    SELECT
        CASE WHEN sum(gross) > 0
            THEN CAST(coalesce(sum(costed_gross), 0) AS DOUBLE) / CAST(sum(gross) AS DOUBLE)
        END AS coverage,
        CASE WHEN sum(costed_net) > 0
            THEN CAST(sum(costed_margin) AS DOUBLE) / CAST(sum(costed_net) AS DOUBLE)
        END AS rate
    FROM later
)

SELECT
    v.customer_id,
    v.retention_tier AS tier,
    v.value_basis,
    v.yearly_retention,
    v.purchases_12m,
    CAST(v.yearly_value AS DOUBLE) AS yearly_value,
    CAST(coalesce(l.purchases, 0) AS BIGINT) AS purchases,
    CASE v.value_basis
        WHEN 'margin_12m'
            THEN
                CAST(coalesce(l.costed_margin, 0) AS DOUBLE)
                + (CAST(coalesce(l.net, 0) AS DOUBLE) - CAST(coalesce(l.costed_net, 0) AS DOUBLE)) * coalesce(s.rate, 0)
        WHEN 'stated_margin' THEN CAST(coalesce(l.net, 0) AS DOUBLE) * CAST(:stated_margin AS DOUBLE)
        ELSE CAST(coalesce(l.net, 0) AS DOUBLE)
    END AS brought,
    s.coverage
FROM valued v
CROSS JOIN sold s
LEFT JOIN later l ON l.customer_id = v.customer_id
WHERE v.yearly_value IS NOT NULL
ORDER BY v.customer_id
