-- usable by: 3
-- Counts across deals; see the SQLite journal's script. A program that does not keep them leaves them as they are.

CREATE TABLE mark (
    deal  bigint NOT NULL REFERENCES deal ON DELETE CASCADE,
    crm   bigint NOT NULL,
    field bigint NOT NULL,
    value bigint NOT NULL,
    at    bigint NOT NULL,
    PRIMARY KEY (deal, field)
);
CREATE INDEX mark_alike ON mark (crm, field, at, value);

CREATE TABLE crowd (
    crm   bigint NOT NULL REFERENCES crm ON DELETE CASCADE,
    field bigint NOT NULL,
    at    bigint NOT NULL,
    value bigint NOT NULL,
    deals bigint NOT NULL,
    PRIMARY KEY (crm, field, at, value)
);

CREATE TABLE touched (
    crm   bigint NOT NULL REFERENCES crm ON DELETE CASCADE,
    field bigint NOT NULL,
    at    bigint NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (crm, field, at, value)
);

ALTER TABLE crm ADD COLUMN copy_limits text;

UPDATE crm SET mapping = NULL;
