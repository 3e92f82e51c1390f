-- Everything in the schema `readmodel` is made of the `facts` topic alone, so a rebuild may drop it and read again.
-- What a rebuild must never touch (deliveries, audit, users) gets a schema of its own, `keep`, with its own
-- migrations and its own positions; it is made when the first of them arrives.
-- Nothing here may come from the projector's clock or from chance: a rebuilt model equals the old one.

-- Where the projector is. The row moves in the same transaction as the rows it stands for: it is the fence.
CREATE TABLE readmodel.positions (
    topic     text    NOT NULL,
    partition integer NOT NULL,
    next      bigint  NOT NULL,
    log       text    NOT NULL, -- cluster and topic id of that log; '' where the projector was not told
    PRIMARY KEY (topic, partition)
);

-- Every fact once, whatever aggregate it is of, refusals and unknown types too. Nothing personal: see `personal`.
CREATE TABLE readmodel.timeline (
    aggregate text        NOT NULL,
    number    integer     NOT NULL,
    digest    text        NOT NULL,
    type      text        NOT NULL,
    at        timestamptz NOT NULL,
    cause     text        NOT NULL, -- id of the command: endpoint|source|id
    body      jsonb,                -- without its `personal` objects; NULL where it was no JSON
    PRIMARY KEY (aggregate, number)
);

-- All that is personal, of all facts of an aggregate, in one row: deleting it erases the person from the read model.
CREATE TABLE readmodel.personal (
    aggregate text  PRIMARY KEY,
    applicant text,           -- masked, as lists show it
    bodies    jsonb NOT NULL  -- number of the fact → JSON Pointer → the object that stood there
);

CREATE TABLE readmodel.cases (
    number               text        PRIMARY KEY,
    kind                 text        NOT NULL,
    stage                text        NOT NULL,
    mode                 text        NOT NULL,
    origin_endpoint      text        NOT NULL,
    origin_region        text        NOT NULL,
    origin_window        text        NOT NULL,
    competent_endpoint   text        NOT NULL,
    competent_region     text        NOT NULL,
    competent_unit       text        NOT NULL,
    competent_name       text        NOT NULL,
    item_code            text        NOT NULL,
    item_name            text        NOT NULL,
    regime               text        NOT NULL,
    bundle               text,
    holder_unit          text,
    holder_staff         text,
    lease_until          timestamptz,
    clocks               jsonb       NOT NULL, -- all that run, each with its lamp
    clock                text,                 -- the running one that is due first; NULL: none runs
    due                  timestamptz,
    yellow_at            timestamptz,
    provisional          boolean     NOT NULL,
    lamp                 text,                 -- the worst of the running clocks
    reddened_at          timestamptz,          -- a lamp once red stays on record
    legal_due            timestamptz,
    outcome              text,
    in_time              boolean,
    deemed_accepted      boolean     NOT NULL,
    extended             boolean     NOT NULL,
    filed_at             timestamptz NOT NULL,
    accepted_at          timestamptz,
    decided_at           timestamptz,
    delivered_at         timestamptz,
    closed_at            timestamptz,
    fact_number          integer     NOT NULL, -- of the last fact
    fact_digest          text        NOT NULL,
    fact_at              timestamptz NOT NULL
);
CREATE INDEX work_of_unit ON readmodel.cases (competent_unit, (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;
CREATE INDEX work_of_endpoint ON readmodel.cases (competent_endpoint, (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;

CREATE TABLE readmodel.bundles (
    number          text        PRIMARY KEY,
    title           text        NOT NULL,
    mode            text        NOT NULL,
    origin_endpoint text        NOT NULL,
    origin_region   text        NOT NULL,
    origin_window   text        NOT NULL,
    filed_at        timestamptz NOT NULL,
    completed_at    timestamptz,
    fact_number     integer     NOT NULL,
    fact_digest     text        NOT NULL,
    fact_at         timestamptz NOT NULL
);

CREATE TABLE readmodel.bundle_children (
    bundle     text    NOT NULL,
    place      integer NOT NULL, -- as filed, from 0
    number     text    NOT NULL, -- of the case
    item_code  text    NOT NULL,
    region     text    NOT NULL, -- that jurisdiction names
    outcome    text,             -- as the case told its bundle; NULL: has not answered
    code       text,             -- why it was refused
    unanswered boolean NOT NULL, -- asked twice: an operator looks at it
    PRIMARY KEY (bundle, place)
);
