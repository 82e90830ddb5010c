-- When undated values were first seen is remembered with the snapshot from now on. Of deals read before nobody knows: read everything once more
-- and judge it, so that the signs that came from such values get a day on which they expire.
UPDATE crm SET mapping = NULL;
UPDATE deal SET due = 1 WHERE closed = 0 AND gone = 0;
