-- Lines sold since :since whose discount lies :steep or more above what is usual for the product, with how all lines
-- spread around what is usual for theirs.
WITH middles AS (
    SELECT currency, median(above) AS middle FROM signal_priced GROUP BY currency
),

spreads AS (
    SELECT
        p.currency,
        max(m.middle) AS middle,
        median(abs(p.above - m.middle)) AS median_away,
        avg(abs(p.above - m.middle)) AS mean_away
    FROM signal_priced p
    INNER JOIN middles m ON m.currency = p.currency
    GROUP BY p.currency
)

SELECT p.*, s.middle, s.median_away, s.mean_away
FROM signal_priced p
INNER JOIN spreads s ON s.currency = p.currency
WHERE p.day >= :since AND p.above >= :steep
ORDER BY p.paper, p.product, p.discount
