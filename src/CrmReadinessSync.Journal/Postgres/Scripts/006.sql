-- usable by: 3
-- When undated values were first seen is remembered with the snapshot from now on; see the SQLite journal's script.
UPDATE crm SET mapping = NULL;
UPDATE deal SET due = true WHERE NOT closed AND NOT gone;
