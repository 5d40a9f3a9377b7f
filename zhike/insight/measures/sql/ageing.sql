-- Open receivables on the evening before each as-of date: one row per open invoice, and one per customer and currency
-- with money that no invoice takes (credit notes, overpayments), negative, in the bucket 'unapplied'.
-- A payment lowers the invoice it names; what is left of it, and payments that name none, lower the customer's
-- oldest open invoices when :spread is true.
WITH billed AS (
    SELECT
        d.as_of,
        i.invoice,
        i.customer,
        i.currency,
        i.invoiced_on,
        coalesce(i.due_on, i.terms_due_on) AS due_on,
        i.due_on IS NULL AS due_is_assumed,
        i.is_disputed,
        i.amount
    FROM dates d
    INNER JOIN invoices i ON i.invoiced_on < d.as_of
),

named AS (
    SELECT d.as_of, p.invoice, sum(p.amount) AS paid
    FROM dates d
    INNER JOIN payments p ON p.paid_on < d.as_of
    WHERE p.invoice IS NOT NULL
    GROUP BY d.as_of, p.invoice
),

lowered AS (
    SELECT
        b.*,
        CASE WHEN b.amount > 0 THEN greatest(b.amount - coalesce(n.paid, 0), 0) ELSE 0 END AS left_open,
        CASE
            WHEN b.amount > 0 THEN greatest(coalesce(n.paid, 0) - b.amount, 0)
            ELSE coalesce(n.paid, 0) - b.amount
        END AS left_over
    FROM billed b
    LEFT JOIN named n ON n.as_of = b.as_of AND n.invoice = b.invoice
),

pools AS (
    SELECT as_of, customer, currency, sum(pool) AS pool
    FROM (
        SELECT as_of, customer, currency, left_over AS pool FROM lowered
        UNION ALL
        SELECT d.as_of, p.customer, p.currency, p.amount AS pool
        FROM dates d
        INNER JOIN payments p ON p.paid_on < d.as_of
        LEFT JOIN billed b ON b.as_of = d.as_of AND b.invoice = p.invoice
        WHERE b.invoice IS NULL
    ) parts
    GROUP BY as_of, customer, currency
),

walked AS (
    SELECT
        l.*,
        CASE WHEN :spread THEN greatest(coalesce(p.pool, 0), 0) ELSE 0 END AS pool,
        coalesce(
            sum(l.left_open) OVER (
                PARTITION BY l.as_of, l.customer, l.currency
                ORDER BY l.due_on, l.invoiced_on, l.invoice
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS older_open
    FROM lowered l
    LEFT JOIN pools p ON p.as_of = l.as_of AND p.customer = l.customer AND p.currency = l.currency
),

opened AS (
    SELECT
        as_of,
        invoice,
        customer,
        currency,
        invoiced_on,
        due_on,
        due_is_assumed,
        is_disputed,
        amount,
        left_open - least(left_open, greatest(pool - older_open, 0)) AS open_amount,
        least(left_open, greatest(pool - older_open, 0)) AS taken,
        greatest(days_between(due_on, as_of) - 1, 0) AS days_late
    FROM walked
),

unapplied AS (
    SELECT p.as_of, p.customer, p.currency, coalesce(sum(o.taken), 0) - max(p.pool) AS open_amount
    FROM pools p
    LEFT JOIN opened o ON o.as_of = p.as_of AND o.customer = p.customer AND o.currency = p.currency
    GROUP BY p.as_of, p.customer, p.currency
)

SELECT
    as_of,
    invoice,
    customer,
    currency,
    invoiced_on,
    due_on,
    due_is_assumed,
    CAST(days_late AS BIGINT) AS days_late,
    CAST(open_amount AS DECIMAL(19, 4)) AS open_amount,
    CASE
        WHEN is_disputed THEN 'disputed'
        WHEN days_late = 0 THEN 'current'
        WHEN days_late <= :first_bound THEN 'late_1'
        WHEN days_late <= :second_bound THEN 'late_2'
        WHEN days_late <= :third_bound THEN 'late_3'
        ELSE 'late_4'
    END AS bucket
FROM opened
WHERE open_amount <> 0

UNION ALL

SELECT
    as_of,
    CAST(NULL AS STRING) AS invoice,
    customer,
    currency,
    CAST(NULL AS DATE) AS invoiced_on,
    CAST(NULL AS DATE) AS due_on,
    FALSE AS due_is_assumed,
    CAST(NULL AS BIGINT) AS days_late,
    CAST(open_amount AS DECIMAL(19, 4)) AS open_amount,
    'unapplied' AS bucket
FROM unapplied
WHERE open_amount <> 0
ORDER BY as_of, currency, customer, due_on, invoice
