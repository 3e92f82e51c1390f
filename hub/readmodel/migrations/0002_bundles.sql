-- A bundle's cases may wait for each other, and a project takes more cases stage by stage.

ALTER TABLE readmodel.bundles
    ADD COLUMN kind         text,        -- code of the bundle_kind it was filed under
    ADD COLUMN awaits_stage text,        -- all cases have ended: the stage whose cases it waits for
    ADD COLUMN awaits_until timestamptz, -- and until when
    ADD COLUMN ending       boolean NOT NULL DEFAULT false; -- nothing more is added

ALTER TABLE readmodel.bundle_children
    ADD COLUMN waits_for jsonb   NOT NULL DEFAULT '[]',  -- numbers of the cases that must be approved first
    ADD COLUMN waiting   boolean NOT NULL DEFAULT false, -- not filed yet because of them
    ADD COLUMN because   text;                           -- the case for whose sake it is not possible
