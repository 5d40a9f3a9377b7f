-- Yearly margin times the multiple of the customer's tier, or of all customers where the tier has none of its own.
WITH valued AS (
    SELECT
        h.*,
        t.tier,
        CASE
            WHEN :value = 'margin_12m' AND h.margin_12m_filled IS NOT NULL THEN 'margin_12m'
            WHEN :stated_margin IS NOT NULL THEN 'stated_margin'
            ELSE 'net_sales_12m'
        END AS value_basis
    FROM customer_history h
    LEFT JOIN tiers_now t ON t.as_of = h.as_of AND t.customer_id = h.customer_id
),

yearly AS (
    SELECT
        v.*,
        CASE value_basis
            WHEN 'margin_12m' THEN margin_12m_filled
            WHEN 'stated_margin'
                THEN CAST(net_sales_12m * CAST(:stated_margin AS DECIMAL(9, 6)) AS DECIMAL(19, 4))
            ELSE net_sales_12m
        END AS yearly_value
    FROM valued v
)

SELECT
    y.as_of,
    y.customer_id,
    CASE
        WHEN y.purchases > 0 THEN CAST(y.yearly_value * coalesce(g.multiple, a.multiple) AS DECIMAL(19, 4))
    END AS clv,
    CASE WHEN y.purchases > 0 THEN NULL WHEN y.net IS NULL THEN 'never_ordered' ELSE 'only_returns' END AS reason,
    CASE WHEN y.purchases > 0 THEN y.yearly_value END AS yearly_value,
    CASE WHEN y.purchases > 0 THEN y.value_basis END AS value_basis,
    CASE
        WHEN y.purchases > 0 THEN y.value_basis = 'margin_12m' AND y.margin_12m_is_estimated
    END AS value_is_estimated,
    CASE WHEN y.purchases > 0 THEN y.yearly_value < 0 END AS value_is_negative,
    CASE WHEN y.purchases > 0 THEN coalesce(g.retention, a.retention) END AS yearly_retention,
    g.tier AS retention_tier,
    CASE WHEN y.purchases > 0 THEN coalesce(g.multiple, a.multiple) END AS multiple,
    y.purchases_12m,
    y.days_since_last_purchase,
    y.margin_coverage_12m
FROM yearly y
INNER JOIN multiples a ON a.as_of = y.as_of AND a.tier IS NULL
LEFT JOIN multiples g ON g.as_of = y.as_of AND g.tier = y.tier
ORDER BY y.as_of, y.customer_id
