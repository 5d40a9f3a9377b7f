-- What each customer brings after goods, after the costs of orders, and after service, in the months looked at.
-- A customer with an order of unknown cost has no contribution; how much of sales is known is told beside it.
WITH summed AS (
    SELECT
        m.as_of,
        d.customer_id,
        sum(d.net) AS net_sales,
        sum(d.gross) AS gross,
        sum(d.costed_gross) AS costed_gross,
        sum(d.costed_margin) AS margin,
        sum(d.uncosted_orders) AS uncosted_orders,
        sum(d.purchases) AS orders,
        count(CASE WHEN d.refund < 0 THEN 1 END) AS returns
    FROM moments m
    INNER JOIN customer_day d ON d.day >= m.window_start AND d.day < m.as_of
    GROUP BY m.as_of, d.customer_id
),

costed AS (
    SELECT
        s.*,
        CASE WHEN s.uncosted_orders = 0 THEN CAST(s.margin AS DECIMAL(19, 4)) END AS contribution_1,
        CAST(
            s.orders * CAST(:cost_per_order AS DECIMAL(19, 4)) + s.returns * CAST(:cost_per_return AS DECIMAL(19, 4))
            + CAST(s.gross * CAST(:payment_share AS DECIMAL(9, 6)) AS DECIMAL(19, 4))
            AS DECIMAL(19, 4)
        ) AS order_costs
    FROM summed s
)

SELECT
    h.as_of,
    h.customer_id,
    CAST(c.net_sales AS DECIMAL(19, 4)) AS net_sales,
    c.contribution_1,
    c.order_costs,
    CAST(c.contribution_1 - c.order_costs AS DECIMAL(19, 4)) AS contribution_2,
    CASE WHEN c.customer_id IS NOT NULL THEN CAST(:service_cost AS DECIMAL(19, 4)) END AS service_costs,
    CAST(c.contribution_1 - c.order_costs - CAST(:service_cost AS DECIMAL(19, 4)) AS DECIMAL(19, 4))
        AS contribution_3,
    CASE
        WHEN c.net_sales > 0
            THEN CAST(c.contribution_1 - c.order_costs - CAST(:service_cost AS DECIMAL(19, 4)) AS DOUBLE)
            / CAST(c.net_sales AS DOUBLE)
    END AS margin_share,
    CASE WHEN c.gross > 0 THEN CAST(c.costed_gross AS DOUBLE) / CAST(c.gross AS DOUBLE) END AS cost_coverage,
    CAST(c.orders AS BIGINT) AS orders,
    CAST(c.returns AS BIGINT) AS returns
FROM customer_past h
LEFT JOIN costed c ON c.as_of = h.as_of AND c.customer_id = h.customer_id
ORDER BY h.as_of, h.customer_id
