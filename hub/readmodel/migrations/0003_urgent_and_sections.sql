-- 加急 in front of the queue, and queues by 科室.
ALTER TABLE readmodel.cases ADD COLUMN urgent boolean NOT NULL DEFAULT false;
ALTER TABLE readmodel.cases ADD COLUMN competent_section text;

DROP INDEX readmodel.work_of_unit;
DROP INDEX readmodel.work_of_endpoint;
CREATE INDEX work_of_unit ON readmodel.cases (competent_unit, (NOT urgent), (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;
CREATE INDEX work_of_endpoint ON readmodel.cases
    (competent_endpoint, (NOT urgent), (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;
CREATE INDEX work_of_section ON readmodel.cases
    (competent_unit, competent_section, (NOT urgent), (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL AND competent_section IS NOT NULL;
