-- What is to be put right in the statements of others in a policy, each repository's in order, and what
-- came of it.
CREATE TABLE policy_mend (
    repository INTEGER NOT NULL REFERENCES repository (position),
    number     INTEGER NOT NULL CHECK (number >= 1),
    -- The statement that comes back, and the one that goes.
    put_back   TEXT,
    take_out   TEXT,
    -- Absent where the server found out itself that it was needed.
    asked_by   BLOB REFERENCES account (id),
    asked_at   INTEGER NOT NULL,
    -- Absent while it waits.
    settled_at INTEGER,
    -- Why it could not be done.
    refusal    TEXT,
    CHECK (put_back IS NOT NULL OR take_out IS NOT NULL),
    CHECK (refusal IS NULL OR settled_at IS NOT NULL),
    PRIMARY KEY (repository, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_mend_waiting ON policy_mend (repository, number) WHERE settled_at IS NULL;

-- Since when what we overwrite is looked up in CloudTrail, where the owner wants that, and until when that
-- was done.
ALTER TABLE connection ADD COLUMN heals_since INTEGER;
ALTER TABLE repository ADD COLUMN trail_until INTEGER;
