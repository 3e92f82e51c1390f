-- 抄告: one row per report of something wrong with a document.

CREATE TABLE readmodel.document_reports (
    document            text        NOT NULL, -- licence identifier of the first version
    number              integer     NOT NULL, -- among the document's, from 1
    reporter            text        NOT NULL, -- endpoint
    reporter_unit       text        NOT NULL,
    issuer_unit         text        NOT NULL,
    issuer_name         text        NOT NULL,
    issuer_endpoint     text        NOT NULL,
    finding             text        NOT NULL,
    evidence            text,
    paper               text,
    reported_at         timestamptz NOT NULL,
    due                 timestamptz NOT NULL,
    lamp                text        NOT NULL,
    supervisor_endpoint text,                 -- who was told when it turned red
    answered_at         timestamptz,
    upheld              boolean,
    done                text,
    reason              text,
    in_time             boolean,
    fact_number         integer     NOT NULL,
    PRIMARY KEY (document, number)
);
CREATE INDEX document_reports_open ON readmodel.document_reports (issuer_endpoint, due) WHERE answered_at IS NULL;
