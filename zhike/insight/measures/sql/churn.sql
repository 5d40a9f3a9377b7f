-- Each period: who was there at its start, who was lost in it, who came, who came back; and their money.
-- Money of a period is net sales in it; retained money compares customers of the start with the period before.
-- Sales, which are held against the market, are those of everybody, known customers or not.
WITH money AS (
    SELECT b.border, d.customer_id, sum(d.net) AS net
    FROM borders b
    INNER JOIN customer_day d ON d.day >= b.start_day AND d.day < b.border
    GROUP BY b.border, d.customer_id
),

sold AS (
    SELECT b.border, sum(o.net) AS sales
    FROM borders b
    INNER JOIN orders o ON o.placed_on >= b.start_day AND o.placed_on < b.border
    GROUP BY b.border
),

later AS (
    SELECT b.border, e.customer_id, count(*) AS events
    FROM borders b
    INNER JOIN purchase_events e ON e.day >= b.border AND e.day < :as_of
    GROUP BY b.border, e.customer_id
),

moved AS (
    SELECT
        b.start_day,
        b.border,
        n.customer_id,
        s.customer_id IS NOT NULL AND NOT s.is_lapsed AS was_active,
        s.customer_id IS NOT NULL AND s.is_lapsed AS was_lapsed,
        s.customer_id IS NULL AS is_new,
        n.is_lapsed,
        l.customer_id IS NOT NULL AS came_back,
        CAST(coalesce(m0.net, 0) AS DECIMAL(19, 4)) AS net_before,
        CAST(coalesce(m1.net, 0) AS DECIMAL(19, 4)) AS net
    FROM borders b
    INNER JOIN states n ON n.border = b.border
    LEFT JOIN states s ON s.border = b.start_day AND s.customer_id = n.customer_id
    LEFT JOIN money m0 ON m0.border = b.start_day AND m0.customer_id = n.customer_id
    LEFT JOIN money m1 ON m1.border = b.border AND m1.customer_id = n.customer_id
    LEFT JOIN later l ON l.border = b.border AND l.customer_id = n.customer_id
    WHERE b.is_period
)

SELECT
    m.start_day AS period_start,
    m.border AS period_end,
    CAST(count(CASE WHEN was_active THEN 1 END) AS BIGINT) AS active_at_start,
    CAST(count(CASE WHEN was_active AND is_lapsed THEN 1 END) AS BIGINT) AS lost,
    CAST(count(CASE WHEN is_new THEN 1 END) AS BIGINT) AS joined,
    CAST(count(CASE WHEN was_lapsed AND NOT is_lapsed THEN 1 END) AS BIGINT) AS won_back,
    CAST(count(CASE WHEN was_active AND is_lapsed AND came_back THEN 1 END) AS BIGINT) AS lost_came_back,
    CAST(coalesce(sum(CASE WHEN was_active THEN greatest(net_before, 0) END), 0) AS DECIMAL(19, 4)) AS money_before,
    CAST(
        coalesce(sum(CASE WHEN was_active THEN least(greatest(net_before, 0), greatest(net, 0)) END), 0)
        AS DECIMAL(19, 4)
    ) AS money_kept,
    CAST(coalesce(sum(CASE WHEN was_active THEN net END), 0) AS DECIMAL(19, 4)) AS money_of_the_same,
    CAST(coalesce(max(s.sales), 0) AS DECIMAL(19, 4)) AS sales
FROM moved m
LEFT JOIN sold s ON s.border = m.border
GROUP BY m.start_day, m.border
