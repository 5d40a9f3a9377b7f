-- Every paper of a warehouse in one shape: money in and out, sales and returns, invoices and what took them back, quotes.
SELECT
    CASE WHEN kind = 'refund' THEN 'refund' ELSE 'payment' END AS kind,
    CAST(receipt_id AS STRING) AS paper,
    CAST(customer_id AS STRING) AS customer,
    CAST(NULL AS STRING) AS seller,
    received_on AS day,
    currency,
    CAST(amount AS DECIMAL(19, 4)) AS amount,
    CAST(payer_as AS STRING) AS payer,
    CAST(reference_as AS STRING) AS reference,
    CAST(refunds_id AS STRING) AS against
FROM receipts

UNION ALL

SELECT
    CASE form WHEN 'blue' THEN 'invoice' ELSE form END AS kind,
    CAST(invoice_id AS STRING) AS paper,
    CAST(customer_id AS STRING) AS customer,
    CAST(NULL AS STRING) AS seller,
    issued_on AS day,
    currency,
    CAST(gross AS DECIMAL(19, 4)) AS amount,
    CAST(NULL AS STRING) AS payer,
    CAST(NULL AS STRING) AS reference,
    CAST(counters_id AS STRING) AS against
FROM invoices
WHERE gross > 0

UNION ALL

SELECT
    o.kind,
    CAST(o.order_id AS STRING) AS paper,
    CAST(o.customer_id AS STRING) AS customer,
    CAST(coalesce(o.seller_id, c.owner_id) AS STRING) AS seller,
    o.placed_on AS day,
    o.currency,
    CAST(abs(o.total) AS DECIMAL(19, 4)) AS amount,
    CAST(NULL AS STRING) AS payer,
    CAST(NULL AS STRING) AS reference,
    CAST(o.amends_id AS STRING) AS against
FROM order_sellers o
LEFT JOIN customers c ON c.customer_id = o.customer_id
WHERE o.kind IN ('sale', 'return') AND o.total <> 0

UNION ALL

SELECT
    'quote' AS kind,
    CAST(quote_id AS STRING) AS paper,
    CAST(customer_id AS STRING) AS customer,
    CAST(owner_id AS STRING) AS seller,
    issued_on AS day,
    currency,
    CAST(gross AS DECIMAL(19, 4)) AS amount,
    CAST(NULL AS STRING) AS payer,
    CAST(NULL AS STRING) AS reference,
    CAST(NULL AS STRING) AS against
FROM quotes
WHERE status <> 'superseded' AND gross > 0
