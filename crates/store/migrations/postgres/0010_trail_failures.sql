-- Why CloudTrail was not looked through the last time that it was to be, as the owner of the account is told.
ALTER TABLE repository ADD COLUMN trail_failed_at BIGINT;
ALTER TABLE repository ADD COLUMN trail_failure   TEXT COLLATE "C";
ALTER TABLE repository ADD COLUMN trail_message   TEXT COLLATE "C";
