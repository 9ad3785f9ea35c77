-- Whether an API token has the scope `pull`. The others are in `scopes`, whose check a release that shares the
-- database relies on.
ALTER TABLE api_token ADD COLUMN pulls INTEGER NOT NULL DEFAULT 0 CHECK (pulls IN (0, 1));

-- Machines that ask to be logged in (RFC 8628), until they are, or their codes have expired.
CREATE TABLE device (
    code         BLOB    NOT NULL PRIMARY KEY CHECK (length(code) = 32),
    user_code    BLOB    NOT NULL UNIQUE CHECK (length(user_code) = 32),
    name         TEXT    NOT NULL,
    program      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    -- Between two questions whether it was let in, and when the last one came.
    poll_seconds INTEGER NOT NULL CHECK (poll_seconds >= 1),
    polled_at    INTEGER,
    -- Who has decided, and what.
    account      BLOB    REFERENCES account (id),
    is_approved  INTEGER CHECK (is_approved IN (0, 1)),
    CHECK ((account IS NULL) = (is_approved IS NULL))
) STRICT, WITHOUT ROWID;
-- To count those that wait, and to clear away the oldest first.
CREATE INDEX device_expires_at ON device (expires_at);
