-- usable by: 3
-- What people did to our fields, for the few deals on which somebody did anything. A program that does not know it would overwrite them.
CREATE TABLE standing (
    deal       bigint PRIMARY KEY REFERENCES deal ON DELETE CASCADE,
    crm        bigint NOT NULL,
    left_alone bigint,
    body       bytea NOT NULL
);
CREATE INDEX standing_left_alone ON standing (crm, left_alone) WHERE left_alone IS NOT NULL;
