-- Every contact of ours with a customer in the :history_days before :as_of, with what was known of the customer before
-- it, its place in its round, and whether a purchase followed. Contacts: calls in which somebody spoke, visits and
-- meetings at which somebody was met; a day counts once, by what cost most (visit, meeting, call: the order of the
-- words too). A round ends with a purchase or after :round_days without a contact. 'answer' is yes where the customer
-- bought within :answer_days and before the next contact, null while that may still come to be.
-- Each customer has one row more, on :as_of, as if contacted then ('is_now').
WITH touched AS (
    SELECT a.customer_id, a.day, max(a.kind) AS channel
    FROM activities a
    INNER JOIN customers c ON c.customer_id = a.customer_id
    WHERE
        a.by_us
        AND a.day < :as_of
        AND days_between(a.day, :as_of) <= :history_days
        AND (
            (a.kind = 'call' AND a.result IN ('reached', 'call_back', 'refused'))
            OR (a.kind = 'visit' AND coalesce(a.result, '') <> 'not_met')
            OR a.kind = 'meeting'
        )
    GROUP BY a.customer_id, a.day
),

happened AS (
    SELECT customer_id, day, channel, 0 AS is_purchase, 0 AS is_now, 0 AS purchases, 0.0 AS gross
    FROM touched
    UNION ALL
    SELECT customer_id, CAST(:as_of AS DATE), CAST(NULL AS STRING), 0, 1, 0, 0.0
    FROM customers
    UNION ALL
    SELECT customer_id, day, CAST(NULL AS STRING), 1, 0, purchases, CAST(gross AS DOUBLE)
    FROM customer_day
    WHERE purchases > 0 AND day < :as_of
),

beside AS (
    SELECT
        customer_id,
        day,
        channel,
        is_purchase,
        is_now,
        min(CASE WHEN is_purchase = 1 THEN day END) OVER earlier AS first_purchase,
        max(CASE WHEN is_purchase = 1 THEN day END) OVER earlier AS last_purchase,
        max(CASE WHEN is_purchase = 0 THEN day END) OVER earlier AS last_contact,
        min(CASE WHEN is_purchase = 1 THEN day END) OVER later AS next_purchase,
        min(CASE WHEN is_purchase = 0 AND is_now = 0 THEN day END) OVER later AS next_contact,
        coalesce(sum(is_purchase) OVER earlier, 0) AS purchase_days,
        coalesce(sum(purchases) OVER earlier, 0) AS purchases,
        coalesce(sum(gross) OVER earlier, 0) AS gross,
        coalesce(sum(1 - is_purchase) OVER earlier, 0) AS contacts_before
    FROM happened
    WINDOW
        earlier AS (
            PARTITION BY customer_id
            ORDER BY day, is_purchase
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        later AS (
            PARTITION BY customer_id
            ORDER BY day, is_purchase
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
),

placed AS (
    SELECT
        *,
        sum(CASE
            WHEN last_contact IS NULL OR last_purchase >= last_contact THEN 1
            WHEN days_between(last_contact, day) > :round_days THEN 1
            ELSE 0
        END) OVER (PARTITION BY customer_id ORDER BY day ROWS UNBOUNDED PRECEDING) AS round
    FROM beside
    WHERE is_purchase = 0
),

told AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY customer_id, round ORDER BY day) AS contact,
        CASE
            WHEN is_now = 1 THEN NULL
            WHEN
                days_between(day, next_purchase) < :answer_days
                AND (next_contact IS NULL OR next_purchase < next_contact)
                THEN 'yes'
            WHEN days_between(day, next_contact) < :answer_days THEN 'no'
            WHEN days_between(day, :as_of) >= :answer_days THEN 'no'
        END AS answer
    FROM placed
)

SELECT
    t.customer_id,
    t.day,
    t.channel,
    t.is_now = 1 AS is_now,
    CAST(t.contact AS BIGINT) AS contact,
    t.answer,
    CASE WHEN t.answer = 'yes' THEN t.next_purchase END AS bought_on,
    c.kind,
    c.region,
    CAST(t.contacts_before AS BIGINT) AS contacts_before,
    days_between(t.last_contact, t.day) AS days_since_last_contact,
    CAST(t.purchases AS BIGINT) AS purchases,
    days_between(t.last_purchase, t.day) AS days_since_last_purchase,
    CASE WHEN t.purchases > 0 THEN CAST(t.gross AS DOUBLE) / t.purchases END AS mean_purchase,
    CASE
        WHEN t.purchase_days >= 3
            THEN CAST(days_between(t.first_purchase, t.last_purchase) AS DOUBLE) / (t.purchase_days - 1)
    END AS mean_gap_days
FROM told t
INNER JOIN customers c ON c.customer_id = t.customer_id
ORDER BY t.customer_id, t.day
