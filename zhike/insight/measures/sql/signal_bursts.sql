-- Days on which a customer or a seller had far more papers within :burst_days than their own past lets expect; of each
-- time the day farthest from it. The past ends before the window begins.
WITH acts AS (
    SELECT 'customer' AS actor, customer AS actor_key, kind, currency, day, amount
    FROM signal_papers
    WHERE customer IS NOT NULL AND kind IN ('sale', 'return', 'refund') AND day < :as_of
    UNION ALL
    SELECT 'seller' AS actor, seller AS actor_key, kind, currency, day, amount
    FROM signal_papers
    WHERE seller IS NOT NULL AND kind IN ('sale', 'return', 'refund') AND day < :as_of
),

daily AS (
    SELECT
        actor,
        actor_key,
        kind,
        currency,
        day,
        days_between(DATE '1970-01-01', day) AS day_number,
        count(*) AS papers,
        sum(amount) AS amount
    FROM acts
    WHERE day >= :burst_history
    GROUP BY actor, actor_key, kind, currency, day
),

summed AS (
    SELECT
        d.*,
        min(day) OVER (PARTITION BY actor, actor_key) AS first_day,
        sum(papers) OVER in_window AS burst,
        sum(amount) OVER in_window AS burst_amount
    FROM daily d
    WINDOW in_window AS (
        PARTITION BY actor, actor_key, kind, currency
        ORDER BY day_number
        RANGE BETWEEN :burst_days - 1 PRECEDING AND CURRENT ROW
    )
),

compared AS (
    SELECT
        s.*,
        CAST(coalesce(sum(papers) OVER before_it, 0) AS DOUBLE) AS past,
        CAST(coalesce(sum(papers * papers) OVER before_it, 0) AS DOUBLE) AS past_squares,
        coalesce(max(burst) OVER before_it, 0) AS past_most,
        least(:history_days, days_between(first_day, day) - :burst_days + 1) AS days_before
    FROM summed s
    WINDOW before_it AS (
        PARTITION BY actor, actor_key, kind, currency
        ORDER BY day_number
        RANGE BETWEEN :burst_days + :history_days - 1 PRECEDING AND :burst_days PRECEDING
    )
),

expected AS (
    SELECT c.*, past / past_days * :burst_days AS usual, past_squares / past_days - power(past / past_days, 2) AS spread
    FROM (SELECT b.*, CAST(greatest(days_before, 1) AS DOUBLE) AS past_days FROM compared b) c
    WHERE day >= :since AND days_before >= 4 * :burst_days AND burst > past_most * :burst_over
),

scored AS (
    SELECT e.*, (burst - usual) / sqrt(greatest(spread * :burst_days, usual, 1)) AS z
    FROM expected e
),

far AS (
    SELECT
        s.*,
        lag(day) OVER (PARTITION BY actor, actor_key, kind, currency ORDER BY day) AS day_before
    FROM scored s
    WHERE z >= :burst_z
),

timed AS (
    SELECT
        f.*,
        sum(CASE WHEN days_between(day_before, day) <= :burst_days THEN 0 ELSE 1 END) OVER (
            PARTITION BY actor, actor_key, kind, currency
            ORDER BY day
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS time
    FROM far f
),

chosen AS (
    SELECT
        t.*,
        row_number() OVER (PARTITION BY actor, actor_key, kind, currency, time ORDER BY z DESC, day DESC) AS place
    FROM timed t
)

SELECT
    c.actor,
    c.actor_key,
    c.kind,
    c.currency,
    c.day AS last_day,
    CAST(c.burst AS BIGINT) AS burst,
    CAST(c.burst_amount AS DECIMAL(19, 4)) AS burst_amount,
    c.usual,
    CAST(c.past_most AS BIGINT) AS past_most,
    c.z,
    p.paper,
    p.customer,
    p.seller,
    p.day,
    p.amount
FROM chosen c
INNER JOIN signal_papers p
    ON p.kind = c.kind AND p.currency = c.currency AND p.day <= c.day
    AND days_between(p.day, c.day) < :burst_days
    AND CASE WHEN c.actor = 'customer' THEN p.customer ELSE p.seller END = c.actor_key
WHERE c.place = 1
ORDER BY c.actor, c.actor_key, c.kind, c.currency, c.day, p.day, p.paper
