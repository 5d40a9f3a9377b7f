-- Everyone who has ever bought, at each border between periods: silent for longer than their rhythm allows, or not.
-- The rhythm of who has bought on three days is their own median gap times :patience; that of others is the
-- population's gap that nine tenths of all gaps do not pass. That one moves from border to border; who was silent for
-- too long once comes back by a purchase alone, not because the gap has grown.
WITH gaps AS (
    SELECT
        e.customer_id,
        e.day,
        e.place,
        CAST(days_between(lag(e.day) OVER (PARTITION BY e.customer_id ORDER BY e.day), e.day) AS DOUBLE) AS gap
    FROM purchase_events e
),

pasts AS (
    SELECT
        b.border,
        g.customer_id,
        min(g.day) AS first_day,
        max(g.day) AS last_day,
        count(*) AS events,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY g.gap) AS own_gap
    FROM borders b
    INNER JOIN gaps g ON g.day < b.border
    GROUP BY b.border, g.customer_id
),

usual AS (
    SELECT b.border, percentile_cont(0.9) WITHIN GROUP (ORDER BY g.gap) AS usual_gap
    FROM borders b
    INNER JOIN gaps g ON g.day < b.border
    GROUP BY b.border
),

judged AS (
    SELECT
        p.*,
        CASE
            WHEN
                days_between(p.last_day, p.border)
                > CASE
                    WHEN p.events >= 3 THEN :patience * greatest(p.own_gap, 1)
                    ELSE coalesce(u.usual_gap, :default_gap)
                END
                THEN 1
            ELSE 0
        END AS is_silent
    FROM pasts p
    LEFT JOIN usual u ON u.border = p.border
)

SELECT
    border,
    customer_id,
    first_day,
    max(is_silent) OVER (PARTITION BY customer_id, last_day ORDER BY border) = 1 AS is_lapsed
FROM judged
