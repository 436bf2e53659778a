-- What an entry of the audit log is about belongs to a collection: the segments of an environment,
-- the environments of a project, all projects. Keeps its keys when what they name is deleted.
CREATE TABLE audit_collection (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Empty where the kind belongs to no project or environment.
    project_key TEXT NOT NULL,
    environment_key TEXT NOT NULL,
    UNIQUE (kind, project_key, environment_key)
) STRICT;

CREATE TABLE audit_resource (
    id INTEGER PRIMARY KEY,
    collection_id INTEGER NOT NULL REFERENCES audit_collection,
    key TEXT NOT NULL,
    -- The entry that tells the newest state, and that state's hash; NULL when it is gone or unknown.
    state_entry INTEGER,
    state_hash INTEGER,
    -- How many patches lead to the newest state from one that is told whole, and their bytes; and
    -- the bytes of the latter.
    patches INTEGER NOT NULL DEFAULT 0,
    patch_bytes INTEGER NOT NULL DEFAULT 0,
    whole_bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection_id, key)
) STRICT;

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    collection_id INTEGER NOT NULL REFERENCES audit_collection,
    resource_id INTEGER NOT NULL REFERENCES audit_resource,
    -- Whose token it was, or NULL for what the sandbox did by itself.
    token_uid TEXT,
    actor TEXT,
    -- What the resource was called.
    name TEXT NOT NULL,
    -- The actions, parted by spaces.
    actions TEXT NOT NULL,
    verb TEXT NOT NULL,
    description TEXT NOT NULL,
    comment TEXT,
    -- The JSON Patch of the request; where that is long, the one that `audit_state` has.
    delta TEXT,
    -- The resource's version after the change, where it has one.
    version INTEGER
) STRICT;
CREATE INDEX audit_by_time ON audit_entry (at);
CREATE INDEX audit_by_collection ON audit_entry (collection_id, at);
CREATE INDEX audit_by_resource ON audit_entry (resource_id, at);
CREATE INDEX audit_by_token ON audit_entry (token_uid, at);

-- The states before and after an entry. The one before is told whole, or is the one after an
-- earlier entry; the one after is told whole, or by a patch of the one before. So a large segment
-- that is changed a thousand times is not kept a thousand times.
CREATE TABLE audit_state (
    entry_id INTEGER PRIMARY KEY REFERENCES audit_entry,
    previous_entry INTEGER,
    before TEXT,
    patch TEXT,
    after TEXT
) STRICT;

INSERT INTO audit_collection (kind, project_key, environment_key)
    SELECT DISTINCT 'segment', project_key, environment_key FROM audit;
INSERT INTO audit_resource (collection_id, key)
    SELECT DISTINCT audit_collection.id, segment_key FROM audit
    JOIN audit_collection USING (project_key, environment_key);
INSERT INTO audit_entry (id, at, collection_id, resource_id, token_uid, actor, name, actions, verb,
    description, comment, delta, version)
    SELECT audit.id, at, audit_collection.id, audit_resource.id,
        (SELECT uid FROM token WHERE token.name = actor), actor, segment_key,
        -- Which parts of it an update changed was not written down.
        CASE action WHEN 'updateSegment' THEN '' WHEN 'expireTargets' THEN 'updateExpiringTargets'
            ELSE action END,
        CASE action WHEN 'createSegment' THEN 'created the segment'
            WHEN 'deleteSegment' THEN 'deleted the segment'
            WHEN 'updateExpiringTargets' THEN 'updated the expiring targets of the segment'
            WHEN 'expireTargets' THEN 'removed the expired targets from the segment'
            ELSE 'updated the segment' END,
        '', comment,
        CASE WHEN action <> 'updateSegment' THEN NULL
            WHEN json_type(change) = 'array' THEN change
            ELSE json_extract(change, '$.patch') END,
        version_after
    FROM audit
    JOIN audit_collection USING (project_key, environment_key)
    JOIN audit_resource ON audit_resource.collection_id = audit_collection.id
        AND audit_resource.key = segment_key;
INSERT INTO audit_state (entry_id, before)
    SELECT id, change FROM audit WHERE action = 'deleteSegment';
DROP TABLE audit;
