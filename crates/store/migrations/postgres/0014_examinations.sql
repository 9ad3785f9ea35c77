-- Who may write to the policy of a repository that nobody keeps yet: whoever examines it, until then.
CREATE TABLE examination (
    -- The repository's, should it be kept meanwhile.
    id           BYTEA  NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    partition    TEXT   COLLATE "C" NOT NULL,
    aws_account  TEXT   COLLATE "C" NOT NULL,
    region       TEXT   COLLATE "C" NOT NULL,
    name         TEXT   COLLATE "C" NOT NULL,
    -- The number of the lease.
    fence        BIGINT NOT NULL CHECK (fence >= 1),
    leased_until BIGINT NOT NULL,
    UNIQUE (partition, aws_account, region, name)
);
-- Those that are over.
CREATE INDEX examination_leased_until ON examination (leased_until);
