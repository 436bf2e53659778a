-- Settings of projects and environments.
ALTER TABLE project ADD COLUMN using_mobile_key INTEGER NOT NULL DEFAULT 1;
ALTER TABLE project ADD COLUMN using_environment_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE environment ADD COLUMN default_ttl INTEGER NOT NULL DEFAULT 0;
ALTER TABLE environment ADD COLUMN secure_mode INTEGER NOT NULL DEFAULT 0;
ALTER TABLE environment ADD COLUMN default_track_events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE environment ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Names and keys without case, by which lists are sorted and searched. What was there before had
-- names of ours, which are ASCII.
ALTER TABLE project ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE project SET name_folded = lower(name), search = lower(key || char(31) || name);
ALTER TABLE environment ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE environment ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE environment SET name_folded = lower(name), search = lower(key || char(31) || name);

-- Tags are listed without regard to what has them.
CREATE INDEX segment_tag_by_tag ON segment_tag (tag);
