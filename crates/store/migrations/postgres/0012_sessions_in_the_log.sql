-- The audit log speaks of signing in and out too.
ALTER TABLE audit DROP CONSTRAINT audit_subject_kind_check;
ALTER TABLE audit ADD CONSTRAINT audit_subject_kind_check CHECK (subject_kind IN
    ('tool', 'account', 'token', 'request', 'connection', 'automation', 'session'));
