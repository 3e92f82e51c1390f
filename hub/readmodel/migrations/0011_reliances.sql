-- 用证: one row per document, case and material: who relied on what, or could not. Also of documents that there aren't.

CREATE TABLE readmodel.reliances (
    document    text        NOT NULL,    -- licence identifier of the first version
    case_number text        NOT NULL,
    material    text        NOT NULL,
    identifier  text        NOT NULL,    -- the version that was named
    unit        text        NOT NULL,    -- who acted at the case
    endpoint    text        NOT NULL,
    relied_at   timestamptz,             -- null: it could not be used
    conditional boolean     NOT NULL,
    another     boolean     NOT NULL,    -- nobody compared the holder: the item allows another's document
    code        text,                    -- why it could not be used
    ended_at    timestamptz,
    why_ended   text,                    -- closed, replaced
    fact_number integer     NOT NULL,
    fact_digest text        NOT NULL,
    fact_at     timestamptz NOT NULL,
    PRIMARY KEY (document, case_number, material)
);
CREATE INDEX reliances_of_case ON readmodel.reliances (case_number);
CREATE INDEX reliances_of_unit ON readmodel.reliances (unit);
CREATE INDEX reliances_of_endpoint ON readmodel.reliances (endpoint);
