-- Who may write to the policy of a repository that nobody keeps yet: whoever examines it, until then.
CREATE TABLE examination (
    -- The repository's, should it be kept meanwhile.
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    partition    TEXT    NOT NULL,
    aws_account  TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    -- The number of the lease.
    fence        INTEGER NOT NULL CHECK (fence >= 1),
    leased_until INTEGER NOT NULL,
    UNIQUE (partition, aws_account, region, name)
) STRICT, WITHOUT ROWID;
-- Those that are over.
CREATE INDEX examination_leased_until ON examination (leased_until);
