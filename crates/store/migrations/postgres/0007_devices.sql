-- Whether an API token has the scope `pull`. The others are in `scopes`, whose check a release that shares the
-- database relies on.
ALTER TABLE api_token ADD COLUMN pulls BIGINT NOT NULL DEFAULT 0 CHECK (pulls IN (0, 1));

-- Machines that ask to be logged in (RFC 8628), until they are, or their codes have expired.
CREATE TABLE device (
    code         BYTEA  NOT NULL PRIMARY KEY CHECK (length(code) = 32),
    user_code    BYTEA  NOT NULL UNIQUE CHECK (length(user_code) = 32),
    name         TEXT   COLLATE "C" NOT NULL,
    program      TEXT   COLLATE "C" NOT NULL,
    address      TEXT   COLLATE "C" NOT NULL,
    asked_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    -- Between two questions whether it was let in, and when the last one came.
    poll_seconds BIGINT NOT NULL CHECK (poll_seconds >= 1),
    polled_at    BIGINT,
    -- Who has decided, and what.
    account      BYTEA  REFERENCES account (id),
    is_approved  BIGINT CHECK (is_approved IN (0, 1)),
    CHECK ((account IS NULL) = (is_approved IS NULL))
);
-- To count those that wait, and to clear away the oldest first.
CREATE INDEX device_expires_at ON device (expires_at);
