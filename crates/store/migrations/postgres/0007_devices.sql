-- Whether an API token has the scope `pull`. The others are in `scopes`, whose check a release that shares the
-- database relies on.
ALTER TABLE api_token ADD COLUMN pulls BIGINT NOT NULL DEFAULT 0 CHECK (pulls IN (0, 1));
