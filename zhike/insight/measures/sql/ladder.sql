-- Eight rungs from dated facts, over several days: judged gives the rung, held and cored remember, based looks.
WITH @ladder_leveled,

-- First memory: without a purchase since, nobody climbs back, even when the population's rhythm shifts.
held AS (
    SELECT
        l.*,
        least(
            min(level) OVER (PARTITION BY customer_id, last_purchase ORDER BY as_of),
            last_level
        ) AS held_level
    FROM leveled l
),

@ladder_signaled,

cored AS (
    SELECT
        s.*,
        coalesce(
            mod(
                max(CASE WHEN core_signal IS NOT NULL THEN 2 * @day_number + core_signal END)
                    OVER (PARTITION BY customer_id ORDER BY as_of),
                2
            ),
            CASE WHEN last_code IN ('core', 'advocate') THEN 1 ELSE 0 END
        ) AS is_core
    FROM signaled s
),

@ladder_judged
