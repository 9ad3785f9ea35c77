-- What is to be put right in the statements of others in a policy, each repository's in order, and what
-- came of it.
CREATE TABLE policy_mend (
    repository BIGINT NOT NULL REFERENCES repository (position),
    number     BIGINT NOT NULL CHECK (number >= 1),
    -- The statement that comes back, and the one that goes.
    put_back   TEXT COLLATE "C",
    take_out   TEXT COLLATE "C",
    -- Absent where the server found out itself that it was needed.
    asked_by   BYTEA REFERENCES account (id),
    asked_at   BIGINT NOT NULL,
    -- Absent while it waits.
    settled_at BIGINT,
    -- Why it could not be done.
    refusal    TEXT COLLATE "C",
    CHECK (put_back IS NOT NULL OR take_out IS NOT NULL),
    CHECK (refusal IS NULL OR settled_at IS NOT NULL),
    PRIMARY KEY (repository, number)
);
CREATE INDEX policy_mend_waiting ON policy_mend (repository, number) WHERE settled_at IS NULL;

-- Since when what we overwrite is looked up in CloudTrail, where the owner wants that, and until when that
-- was done.
ALTER TABLE connection ADD COLUMN heals_since BIGINT;
ALTER TABLE repository ADD COLUMN trail_until BIGINT;
