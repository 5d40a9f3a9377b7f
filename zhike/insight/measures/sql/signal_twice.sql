-- Payments of one amount that follow each other within :duplicate_days, by a customer or by a payer of several
-- customers, unless they were given back: a row for each payment, with how many such claims lie near and how many other payments answer those.
WITH given_back AS (
    SELECT against, sum(amount) AS amount
    FROM signal_papers
    WHERE kind = 'refund' AND against IS NOT NULL AND day < :as_of
    GROUP BY against
),

paid AS (
    SELECT p.*
    FROM signal_papers p
    LEFT JOIN given_back g ON g.against = p.paper
    WHERE p.kind = 'payment' AND p.day < :as_of AND p.day >= :history AND coalesce(g.amount, 0) < p.amount
),

keyed AS (
    SELECT 'customer' AS party, customer AS party_key, p.* FROM paid p WHERE customer IS NOT NULL
    UNION ALL
    SELECT 'payer' AS party, payer AS party_key, p.* FROM paid p WHERE payer IS NOT NULL
),

stepped AS (
    SELECT
        k.*,
        lag(day) OVER (PARTITION BY party, party_key, currency, amount ORDER BY day, paper) AS day_before
    FROM keyed k
),

numbered AS (
    SELECT
        s.*,
        sum(CASE WHEN days_between(day_before, day) <= :duplicate_days THEN 0 ELSE 1 END) OVER (
            PARTITION BY party, party_key, currency, amount
            ORDER BY day, paper
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS run
    FROM stepped s
),

sized AS (
    SELECT
        party,
        party_key,
        currency,
        amount,
        run,
        count(*) AS payments,
        min(day) AS first_day,
        max(day) AS last_day,
        count(reference) - count(DISTINCT reference) AS same_references
    FROM numbered
    GROUP BY party, party_key, currency, amount, run
    HAVING count(*) > 1 AND max(day) >= :since AND (party = 'customer' OR count(DISTINCT customer) > 1)
),

payers AS (
    SELECT DISTINCT s.party, s.party_key, s.currency, s.amount, s.run, s.first_day, s.last_day, n.customer
    FROM sized s
    INNER JOIN numbered n
        ON n.party = s.party AND n.party_key = s.party_key AND n.currency = s.currency AND n.amount = s.amount
        AND n.run = s.run
),

asked AS (
    SELECT 'plan' AS source, customer, currency, day, amount FROM signal_claims
    UNION ALL
    SELECT kind AS source, customer, currency, day, amount FROM signal_papers WHERE kind IN ('sale', 'invoice')
),

asked_near AS (
    SELECT party, party_key, currency, amount, run, max(claims) AS claims
    FROM (
        SELECT p.party, p.party_key, p.currency, p.amount, p.run, a.source, count(*) AS claims
        FROM payers p
        INNER JOIN asked a ON a.customer = p.customer AND a.currency = p.currency AND a.amount = p.amount
        WHERE days_between(a.day, p.first_day) <= :plan_days AND days_between(p.last_day, a.day) <= :plan_days
        GROUP BY p.party, p.party_key, p.currency, p.amount, p.run, a.source
    ) counted
    GROUP BY party, party_key, currency, amount, run
),

others AS (
    SELECT
        s.party,
        s.party_key,
        s.currency,
        s.amount,
        s.run,
        count(*) AS others,
        sum(
            CASE
                WHEN days_between(n.day, s.first_day) <= :plan_days AND days_between(s.last_day, n.day) <= :plan_days
                    THEN 1
                ELSE 0
            END
        ) AS others_near
    FROM sized s
    INNER JOIN numbered n
        ON n.party = s.party AND n.party_key = s.party_key AND n.currency = s.currency AND n.amount = s.amount
        AND n.run <> s.run
    GROUP BY s.party, s.party_key, s.currency, s.amount, s.run
)

SELECT
    s.party,
    s.party_key,
    CAST(s.run AS BIGINT) AS run,
    s.payments,
    s.same_references,
    CAST(coalesce(a.claims, 0) AS BIGINT) AS claims,
    CAST(coalesce(o.others, 0) AS BIGINT) AS others,
    CAST(coalesce(o.others_near, 0) AS BIGINT) AS others_near,
    EXISTS (SELECT 1 FROM asked k WHERE k.customer = n.customer) AS is_asked,
    n.paper,
    n.customer,
    n.day,
    n.currency,
    n.amount
FROM sized s
INNER JOIN numbered n
    ON n.party = s.party AND n.party_key = s.party_key AND n.currency = s.currency AND n.amount = s.amount
    AND n.run = s.run
LEFT JOIN asked_near a
    ON a.party = s.party AND a.party_key = s.party_key AND a.currency = s.currency AND a.amount = s.amount
    AND a.run = s.run
LEFT JOIN others o
    ON o.party = s.party AND o.party_key = s.party_key AND o.currency = s.currency AND o.amount = s.amount
    AND o.run = s.run
ORDER BY s.party, s.party_key, n.currency, n.amount, s.run, n.day, n.paper
