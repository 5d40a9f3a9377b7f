-- Every customer's past with the money they are valued by, and which that is.
SELECT
    h.*,
    @value AS value,
    CASE
        WHEN :value = 'margin_12m' AND margin_12m_filled IS NOT NULL THEN 'margin_12m'
        WHEN net_sales_12m IS NOT NULL THEN 'net_sales_12m'
    END AS value_basis
FROM customer_history h
