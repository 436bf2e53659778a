-- Flags: a JSON document each, without what they do in environments.
CREATE TABLE flag (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (project_id, key)
) STRICT;

-- What a flag does in an environment, as a JSON document.
CREATE TABLE flag_config (
    flag_id INTEGER NOT NULL REFERENCES flag ON DELETE CASCADE,
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    document TEXT NOT NULL,
    PRIMARY KEY (flag_id, environment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_config_by_environment ON flag_config (environment_id);

-- Which segments the flags of an environment name, which need not exist; and what a segment tells
-- of such a flag, ready to be sent.
CREATE TABLE flag_segment (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    segment_key TEXT NOT NULL,
    flag_id INTEGER NOT NULL REFERENCES flag ON DELETE CASCADE,
    listing TEXT NOT NULL,
    PRIMARY KEY (environment_id, segment_key, flag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_segment_by_flag ON flag_segment (flag_id);
