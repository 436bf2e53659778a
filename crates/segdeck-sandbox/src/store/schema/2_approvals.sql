-- When changes need an approval: settings as the API shows them; {} is the default.
ALTER TABLE environment ADD COLUMN approval_settings TEXT NOT NULL DEFAULT '{}';
-- The same by the kind of resource.
ALTER TABLE environment ADD COLUMN resource_approval_settings TEXT NOT NULL DEFAULT '{"segment":{}}';
