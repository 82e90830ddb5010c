-- What people did to our fields, for the few deals on which somebody did anything.
CREATE TABLE standing (
    deal       INTEGER PRIMARY KEY REFERENCES deal ON DELETE CASCADE,
    crm        INTEGER NOT NULL,
    left_alone INTEGER,             -- until when a field is left alone
    body       BLOB NOT NULL
);
CREATE INDEX standing_left_alone ON standing (crm, left_alone) WHERE left_alone IS NOT NULL;
