-- The money a customer is valued by: margin where it is wanted and known, else net sales.
CASE
    WHEN :value = 'margin_12m' THEN coalesce(margin_12m_filled, net_sales_12m)
    ELSE net_sales_12m
END
