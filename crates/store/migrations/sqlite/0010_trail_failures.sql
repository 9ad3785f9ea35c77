-- Why CloudTrail was not looked through the last time that it was to be, as the owner of the account is told.
ALTER TABLE repository ADD COLUMN trail_failed_at INTEGER;
ALTER TABLE repository ADD COLUMN trail_failure   TEXT;
ALTER TABLE repository ADD COLUMN trail_message   TEXT;
