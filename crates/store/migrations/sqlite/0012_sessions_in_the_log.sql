-- The audit log speaks of signing in and out too. SQLite cannot change a check.
CREATE TABLE audit_with_sessions (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    -- Absent where the server itself acted.
    actor        BLOB    CHECK (length(actor) = 16),
    request_id   TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL CHECK (subject_kind IN
        ('tool', 'account', 'token', 'request', 'connection', 'automation', 'session')),
    subject      BLOB    NOT NULL CHECK (length(subject) = 16),
    tool         BLOB    CHECK (length(tool) = 16),
    -- When that ends which was given, where nothing else says so.
    until        INTEGER,
    digest_before BLOB   CHECK (length(digest_before) = 32),
    digest_after BLOB    NOT NULL CHECK (length(digest_after) = 32),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_with_sessions SELECT number, at, actor, request_id, action, subject_kind, subject,
    tool, until, digest_before, digest_after, hash FROM audit;
DROP TABLE audit;
ALTER TABLE audit_with_sessions RENAME TO audit;
CREATE INDEX audit_tool ON audit (tool) WHERE tool IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_renewal ON audit (subject)
    WHERE action IN ('access.renewed', 'access.renewal_declined');
