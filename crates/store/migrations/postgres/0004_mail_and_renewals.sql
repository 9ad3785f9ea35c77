-- When a mail that was given up was to be sent after all: its days count from then.
ALTER TABLE notice ADD COLUMN retried_at BIGINT;
-- Mails that were given up, in the order of their notices.
CREATE INDEX notice_failed ON notice (mail, id) WHERE mail = 'failed';

-- What became of questions for more time: a request keeps the one that waits.
CREATE INDEX audit_renewal ON audit (subject, number)
    WHERE action IN ('access.renewed', 'access.renewal_declined');
