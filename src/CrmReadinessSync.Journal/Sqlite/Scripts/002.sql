-- One worker at a time works on a CRM. The run under its lease is the fencing token: run keys only grow, and what another run writes
-- later is refused.
CREATE TABLE lease (
    crm     INTEGER PRIMARY KEY REFERENCES crm ON DELETE CASCADE,
    run     INTEGER NOT NULL,
    worker  TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,       -- 0 when it was let go
    guarded INTEGER NOT NULL        -- the worker keeps the lease's file locked for as long as it lives
);
