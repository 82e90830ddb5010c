-- usable by: 2
-- One worker at a time works on a CRM, so a program that knows no leases must not work beside one that does. The run under the lease is the
-- fencing token: run keys only grow, and what another run writes later is refused.
CREATE TABLE lease (
    crm     bigint PRIMARY KEY REFERENCES crm ON DELETE CASCADE,
    run     bigint NOT NULL,
    worker  text NOT NULL,
    since   bigint NOT NULL,
    until   bigint NOT NULL,
    guarded bigint NOT NULL
);
