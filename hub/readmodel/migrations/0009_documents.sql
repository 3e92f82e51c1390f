-- 证照: one row per document, whatever its versions. Whom it is about is in readmodel.personal, as with cases.

CREATE TABLE readmodel.documents (
    number          text        PRIMARY KEY, -- licence identifier of the first version
    identifier      text        NOT NULL,    -- of the version that counts now
    type            text        NOT NULL,    -- USCC (18) and number (3)
    type_name       text        NOT NULL,
    issuer_unit     text        NOT NULL,
    issuer_name     text        NOT NULL,
    issuer_region   text        NOT NULL,
    issuer_endpoint text        NOT NULL,
    case_number     text        NOT NULL,
    stage           text        NOT NULL,    -- requested, cancelled, valid, suspended, …
    state           text,                    -- 01 to 07, 99; null before the first signature
    since           timestamptz NOT NULL,    -- of the stage
    issued_at       timestamptz NOT NULL,
    valid_from      date        NOT NULL,
    valid_to        date,
    conditional     boolean     NOT NULL,    -- 附条件: still
    until           date,                    -- the last day of a suspension
    condition       text,                    -- state 99 in words
    reason          text,
    awaits          text,                    -- identifier of the version whose signature is awaited
    asked_at        timestamptz,             -- last, while one is awaited
    asks            integer     NOT NULL,    -- how often the signer was asked
    fault           text,                    -- why its last answer did not hold: a code
    fact_number     integer     NOT NULL,
    fact_digest     text        NOT NULL,
    fact_at         timestamptz NOT NULL
);
CREATE INDEX documents_of_case ON readmodel.documents (case_number);
CREATE INDEX documents_awaited ON readmodel.documents (issuer_unit) WHERE awaits IS NOT NULL;
