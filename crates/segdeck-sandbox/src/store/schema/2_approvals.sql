-- When changes need an approval: settings as the API shows them; {} is the default.
ALTER TABLE environment ADD COLUMN approval_settings TEXT NOT NULL DEFAULT '{}';
-- The same by the kind of resource.
ALTER TABLE environment ADD COLUMN resource_approval_settings TEXT NOT NULL DEFAULT '{"segment":{}}';

-- Changes that wait for an approval, or waited for one.
CREATE TABLE approval_request (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    segment_id INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
    version INTEGER NOT NULL DEFAULT 1,
    creation_date INTEGER NOT NULL,
    requestor TEXT NOT NULL,
    description TEXT NOT NULL,
    comment TEXT,
    -- Ids of members, as JSON.
    notified TEXT NOT NULL,
    -- As JSON.
    instructions TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed')),
    -- What the reviews say by the settings that the environment had at the last of them.
    review_status TEXT NOT NULL DEFAULT 'pending'
        CHECK (review_status IN ('pending', 'approved', 'declined')),
    applied_date INTEGER,
    applied_by TEXT
) STRICT;
CREATE INDEX approval_request_by_segment ON approval_request (segment_id);

CREATE TABLE approval_review (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    request_id INTEGER NOT NULL REFERENCES approval_request ON DELETE CASCADE,
    creation_date INTEGER NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('approve', 'decline', 'comment')),
    comment TEXT
) STRICT;
CREATE INDEX approval_review_by_request ON approval_review (request_id);
