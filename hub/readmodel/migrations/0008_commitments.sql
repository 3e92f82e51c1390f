-- What the cases of a bundle have promised to bring later (容缺承诺), followed beyond the end of the bundle.

ALTER TABLE readmodel.bundles
    ADD COLUMN settled    text,        -- kept, broken: once no commitment runs any more; NULL before, or none was owed
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN revised_at timestamptz; -- an outcome has changed since the end

ALTER TABLE readmodel.bundle_children
    ADD COLUMN owes           text,                        -- promised, running, kept, broken, late, ended
    ADD COLUMN owes_materials jsonb NOT NULL DEFAULT '[]', -- codes of those that have not come
    ADD COLUMN owes_due       timestamptz,
    ADD COLUMN document       text;                        -- name of what it was approved with
