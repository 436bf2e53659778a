-- What evaluation needs to know of segments.

-- Counts the changes of all segments. It never goes back and no number comes twice, whatever is
-- deleted, so that a number tells whether what was prepared for evaluation is still true.
CREATE TABLE segment_revision (
    number INTEGER NOT NULL
) STRICT;
INSERT INTO segment_revision (number) VALUES (1);

-- The number of the last change of any of its segments; 0 if there was none.
ALTER TABLE environment ADD COLUMN segments_revision INTEGER NOT NULL DEFAULT 0;
UPDATE environment SET segments_revision = 1;

-- A table of its own, as small rows are read and written fast and documents can be large.
CREATE TABLE evaluation (
    segment_id INTEGER PRIMARY KEY REFERENCES segment ON DELETE CASCADE,
    environment_id INTEGER NOT NULL,
    -- The number of the segment's last change.
    revision INTEGER NOT NULL,
    -- Decides who is in the segment's percentages; told to nobody.
    salt TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_by_environment ON evaluation (environment_id, revision);
INSERT INTO evaluation (segment_id, environment_id, revision, salt)
    SELECT id, environment_id, 1, lower(hex(randomblob(16))) FROM segment;

-- Triggers, so that no change of a segment can forget to tell.
CREATE TRIGGER segment_is_added AFTER INSERT ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = NEW.environment_id;
    INSERT INTO evaluation (segment_id, environment_id, revision, salt)
        SELECT NEW.id, NEW.environment_id, number, lower(hex(randomblob(16)))
        FROM segment_revision;
END;
CREATE TRIGGER segment_is_changed AFTER UPDATE ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = NEW.environment_id;
    UPDATE evaluation SET revision = (SELECT number FROM segment_revision)
        WHERE segment_id = NEW.id;
END;
CREATE TRIGGER segment_is_deleted AFTER DELETE ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = OLD.environment_id;
END;
