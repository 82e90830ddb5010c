-- Instants are UTC ticks of 100 ns (exact round trips); bodies are UTF-8 JSON. Small, often updated columns live in "deal";
-- what is large lives beside it, so that marking a deal as due or seen rewrites a hundred bytes and not its snapshot.

CREATE TABLE crm (
    key           INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    account       TEXT,
    mapping       TEXT,
    reconciled_at INTEGER,
    due_rules     TEXT,             -- the rules for which every deal judged under others has been made due
    opened        INTEGER NOT NULL DEFAULT 0,   -- the first writes to the account were released
    accepted_rules TEXT,            -- seen in a preview
    hold_reason   INTEGER,
    held_since    INTEGER,
    released_plan INTEGER,          -- this held plan and older ones, until then
    released_until INTEGER
);

CREATE TABLE position (
    crm   INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    feed  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (crm, feed)
) WITHOUT ROWID;

CREATE TABLE cache (
    crm       INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    name      TEXT NOT NULL,
    text      TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (crm, name)
) WITHOUT ROWID;

CREATE TABLE run (
    key        INTEGER PRIMARY KEY AUTOINCREMENT,
    crm        INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    rules      TEXT NOT NULL,
    cause      TEXT NOT NULL,
    ended      BLOB                 -- JSON; null while running, or when killed
);
CREATE INDEX run_newest ON run (crm, key);

CREATE TABLE deal (
    key         INTEGER PRIMARY KEY,
    crm         INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    id          TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    closed      INTEGER NOT NULL,
    gone        INTEGER NOT NULL DEFAULT 0,
    unsettled   INTEGER NOT NULL DEFAULT 0,
    due         INTEGER NOT NULL,   -- to be judged as soon as asked
    due_at      INTEGER,            -- when time alone makes it due
    rules       TEXT,               -- the rules of the run that judged it last
    outcome     INTEGER,
    echo_at     INTEGER,
    UNIQUE (crm, id)
);
CREATE INDEX deal_open      ON deal (crm, id)     WHERE closed = 0 AND gone = 0;
CREATE INDEX deal_due       ON deal (crm, id)     WHERE due = 1;
CREATE INDEX deal_due_at    ON deal (crm, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deal_unsettled ON deal (crm, id)     WHERE unsettled = 1;

CREATE TABLE snapshot (
    deal  INTEGER PRIMARY KEY REFERENCES deal ON DELETE CASCADE,
    body  BLOB NOT NULL,
    shown BLOB NOT NULL             -- apart, because our own writes change it and nothing else
);

CREATE TABLE verdict (
    deal INTEGER PRIMARY KEY REFERENCES deal ON DELETE CASCADE,
    body BLOB NOT NULL
);

CREATE TABLE link (
    deal  INTEGER NOT NULL REFERENCES deal ON DELETE CASCADE,
    kind  INTEGER NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (deal, kind, other)
) WITHOUT ROWID;
CREATE INDEX link_other ON link (other, kind);

-- By id and not by key: a deal may fail before it was ever read.
CREATE TABLE retry (
    crm      INTEGER NOT NULL REFERENCES crm ON DELETE CASCADE,
    deal     TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at  INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    failure  BLOB NOT NULL,
    PRIMARY KEY (crm, deal)
) WITHOUT ROWID;
CREATE INDEX retry_next ON retry (crm, next_at);

-- A plan becomes the log of its write: outcome 0 is planned, everything else is history.
CREATE TABLE write (
    key       INTEGER PRIMARY KEY,
    run       INTEGER NOT NULL,
    crm       INTEGER NOT NULL,
    deal      INTEGER NOT NULL REFERENCES deal ON DELETE CASCADE,
    deal_id   TEXT NOT NULL,
    meeting   INTEGER NOT NULL,     -- the greatest integer when none is booked: those come last
    grouped   TEXT NOT NULL,
    attempts  INTEGER NOT NULL,
    outcome   INTEGER NOT NULL DEFAULT 0,
    at        INTEGER,
    flip_to   TEXT,                 -- the new flag, when it replaces another of ours
    changes   BLOB NOT NULL,
    failure   BLOB
);
CREATE UNIQUE INDEX write_planned ON write (crm, run, deal)                 WHERE outcome = 0;
CREATE INDEX write_plan           ON write (run, meeting, grouped, deal_id) WHERE outcome = 0;
CREATE INDEX write_of_run         ON write (crm, run, at)                    WHERE outcome <> 0;
CREATE INDEX write_of_deal        ON write (deal);

-- What the brake holds now; the rows of "write" say what was held when.
CREATE TABLE held (
    deal    INTEGER PRIMARY KEY REFERENCES deal ON DELETE CASCADE,
    crm     INTEGER NOT NULL,
    plan    INTEGER NOT NULL,       -- the run that names it
    flip_to TEXT
);
CREATE INDEX held_plan ON held (crm, plan);

-- Apart from the plan and tiny, because it is synced to disk before each batch leaves: a batch costs one page and not a hundred.
CREATE TABLE sent (
    write INTEGER PRIMARY KEY REFERENCES write ON DELETE CASCADE
);
