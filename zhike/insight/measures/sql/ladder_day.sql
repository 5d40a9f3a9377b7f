-- Eight rungs on one day, which has nothing to look back at but the last verdict.
WITH @ladder_leveled,

held AS (
    SELECT l.*, least(level, last_level) AS held_level
    FROM leveled l
),

@ladder_signaled,

cored AS (
    SELECT s.*, coalesce(core_signal, CASE WHEN last_code IN ('core', 'advocate') THEN 1 ELSE 0 END) AS is_core
    FROM signaled s
),

@ladder_judged
