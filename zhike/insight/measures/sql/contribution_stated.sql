-- The contribution of customers with an order of unknown cost, by a margin that is stated; without one they have none.
WITH stood_in AS (
    SELECT
        m.*,
        m.contribution_1 IS NULL AND CAST(:stated_margin AS DECIMAL(9, 6)) IS NOT NULL AS margin_is_stated,
        coalesce(
            m.contribution_1,
            CAST(m.net_sales * CAST(:stated_margin AS DECIMAL(9, 6)) AS DECIMAL(19, 4))
        ) AS goods
    FROM measured m
)

SELECT
    as_of,
    customer_id,
    net_sales,
    CAST(goods AS DECIMAL(19, 4)) AS contribution_1,
    order_costs,
    CAST(goods - order_costs AS DECIMAL(19, 4)) AS contribution_2,
    service_costs,
    CAST(goods - order_costs - service_costs AS DECIMAL(19, 4)) AS contribution_3,
    CASE
        WHEN net_sales > 0
            THEN CAST(goods - order_costs - service_costs AS DOUBLE) / CAST(net_sales AS DOUBLE)
    END AS margin_share,
    cost_coverage,
    orders,
    returns,
    CASE WHEN net_sales IS NOT NULL THEN margin_is_stated END AS margin_is_stated
FROM stood_in
ORDER BY as_of, customer_id
