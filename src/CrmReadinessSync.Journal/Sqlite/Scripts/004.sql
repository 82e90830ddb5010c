-- Counts across deals. A mark is what of a deal is compared with others: hashes and a second, no text. Marks of closed and gone deals stay,
-- but only open deals count, so that the counts follow from what the CRM shows and not from what it once showed.

CREATE TABLE mark (
    deal  INTEGER NOT NULL REFERENCES deal ON DELETE CASCADE,
    crm   INTEGER NOT NULL,
    field INTEGER NOT NULL,         -- hash of the field's name
    value INTEGER NOT NULL,         -- hash of what is alike
    at    INTEGER NOT NULL,         -- the Unix second of a choice; 0 for free text
    PRIMARY KEY (deal, field)
) WITHOUT ROWID;
CREATE INDEX mark_alike ON mark (crm, field, at, value);

-- What stands on too many deals: a text (at 0), or a choice within the window that begins at "at".
CREATE TABLE crowd (
    crm   INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    field INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    value INTEGER NOT NULL,
    deals INTEGER NOT NULL,
    PRIMARY KEY (crm, field, at, value)
) WITHOUT ROWID;

-- What to count again: a text by its value, a choice by its second (value 0).
CREATE TABLE touched (
    crm   INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    field INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (crm, field, at, value)
) WITHOUT ROWID;

-- The limits and the window under which all was counted; null before the first time.
ALTER TABLE crm ADD COLUMN copy_limits TEXT;

-- Deals read before have no marks yet: read everything once more.
UPDATE crm SET mapping = NULL;
