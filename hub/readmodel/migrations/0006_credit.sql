-- 容缺 and credit. A person or body is known by its keyed hash only; nothing here is personal.

ALTER TABLE readmodel.cases ADD COLUMN subject text; -- the applicant, as a subject

-- The last deferral of each case.
CREATE TABLE readmodel.deferrals (
    case_number  text        PRIMARY KEY,
    deferral     text        NOT NULL, -- accept_first, approve_first
    status       text        NOT NULL, -- asked, unanswered, refused, dropped, granted, running, fulfilled, broken, ended
    outstanding  jsonb       NOT NULL, -- codes of promised materials that have not come
    commitment   text        NOT NULL, -- number of the signed paper
    asked_at     timestamptz NOT NULL,
    due          timestamptz,          -- once the limit runs
    code         text,                 -- why it was refused
    broken_at    timestamptz,
    statement_by timestamptz,          -- until then the applicant may speak before an approval is withdrawn
    ended_at     timestamptz,
    fact_number  integer     NOT NULL,
    fact_digest  text        NOT NULL,
    fact_at      timestamptz NOT NULL
);
CREATE INDEX deferrals_due ON readmodel.deferrals (due) WHERE status = 'running';

CREATE TABLE readmodel.subjects (
    number         text        PRIMARY KEY,
    open_deferrals jsonb       NOT NULL, -- numbers of the cases
    fact_number    integer     NOT NULL,
    fact_digest    text        NOT NULL,
    fact_at        timestamptz NOT NULL
);

CREATE TABLE readmodel.breaches (
    subject            text        NOT NULL,
    case_number        text        NOT NULL,
    status             text        NOT NULL, -- recorded, notified, listed, not_listed, excused, repaired
    item_name          text        NOT NULL,
    materials          jsonb       NOT NULL,
    due                timestamptz NOT NULL, -- of the commitment
    origin_endpoint    text        NOT NULL,
    competent_endpoint text        NOT NULL,
    competent_unit     text        NOT NULL,
    competent_name     text        NOT NULL,
    recorded_at        timestamptz NOT NULL,
    statement_by       timestamptz,
    defended_at        timestamptz,
    decided_at         timestamptz,
    document           text,                 -- number of the legally effective paper
    repair_asked_at    timestamptz,
    repair_by          timestamptz,
    repair_overdue     boolean     NOT NULL,
    settled_at         timestamptz,          -- excused or repaired: it hinders nothing any more
    PRIMARY KEY (subject, case_number)
);
CREATE INDEX breaches_of_endpoint ON readmodel.breaches (competent_endpoint, recorded_at) WHERE settled_at IS NULL;

CREATE TABLE readmodel.measures (
    subject     text        NOT NULL,
    case_number text        NOT NULL,
    code        text        NOT NULL,
    name        text        NOT NULL,
    field       text        NOT NULL,
    effect      text        NOT NULL, -- restricted, barred
    legal_basis text        NOT NULL,
    starts_on   date        NOT NULL,
    ends_on     date        NOT NULL,
    ended_at    timestamptz,          -- its last day has passed, or the credit was repaired
    PRIMARY KEY (subject, case_number, code)
);
CREATE INDEX measures_in_force ON readmodel.measures (field, ends_on) WHERE ended_at IS NULL;

CREATE TABLE readmodel.bars (
    subject     text NOT NULL,
    case_number text NOT NULL,
    item_code   text NOT NULL,
    ground      text NOT NULL,
    until       date NOT NULL,
    PRIMARY KEY (subject, case_number)
);
