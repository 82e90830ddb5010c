-- usable by: 3
-- What verdicts led to: meetings as they were prepared, good stops, the rep's last words. They go with their deal.
CREATE TABLE episode (
    crm      bigint NOT NULL,
    deal     bigint NOT NULL REFERENCES deal ON DELETE CASCADE,
    kind     bigint NOT NULL,
    began_at bigint NOT NULL,
    ended_at bigint,
    body     bytea NOT NULL,
    PRIMARY KEY (deal, kind, began_at)
);
CREATE INDEX episode_kind ON episode (crm, kind, began_at, deal);
