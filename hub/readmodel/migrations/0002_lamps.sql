-- Every lamp that turned, on which clock, whose it was, and what was said of it afterwards. A red one stays on record.
CREATE TABLE readmodel.lamps (
    case_number   text        NOT NULL,
    fact_number   integer     NOT NULL, -- of the fact that turned it
    number        integer,              -- of a red one within its case, from 1
    clock         text        NOT NULL,
    lamp          text        NOT NULL,
    due           timestamptz NOT NULL,
    turned_at     timestamptz NOT NULL,
    unit          text        NOT NULL,
    unit_name     text        NOT NULL,
    endpoint      text        NOT NULL,
    officer_staff text,                 -- of that unit; NULL: nobody in person
    reason        text,                 -- what the unit says (申诉)
    paper         text,
    explained_at  timestamptz,
    granted       boolean,              -- NULL: not judged
    judged_at     timestamptz,
    judgement     text,
    lifted_at     timestamptz,          -- taken back by the hub: another calendar, or received in time
    good_faith_at timestamptz,          -- 容错: kept out of that officer's lamps
    ground        text,
    PRIMARY KEY (case_number, fact_number)
);
CREATE INDEX lamps_of_unit ON readmodel.lamps (unit, turned_at) WHERE lamp = 'red';

-- Which open cases a new calendar may concern.
CREATE INDEX open_of_region ON readmodel.cases (competent_region, number) WHERE closed_at IS NULL;
CREATE INDEX filed_of_unit ON readmodel.cases (competent_unit, filed_at);
