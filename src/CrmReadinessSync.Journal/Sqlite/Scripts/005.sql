-- What verdicts led to: meetings as they were prepared, good stops, the rep's last words. They go with their deal.
CREATE TABLE episode (
    crm      INTEGER NOT NULL,
    deal     INTEGER NOT NULL REFERENCES deal ON DELETE CASCADE,
    kind     INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    body     BLOB NOT NULL,
    PRIMARY KEY (deal, kind, began_at)
);
CREATE INDEX episode_kind ON episode (crm, kind, began_at, deal);
