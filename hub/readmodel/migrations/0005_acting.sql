-- Whose turn it is: the competent unit's, or that of the window which accepts or decides in its name.
ALTER TABLE readmodel.cases ADD COLUMN acting_endpoint text;
ALTER TABLE readmodel.cases ADD COLUMN acting_unit text;
UPDATE readmodel.cases SET acting_endpoint = competent_endpoint, acting_unit = competent_unit;
ALTER TABLE readmodel.cases ALTER COLUMN acting_endpoint SET NOT NULL;
ALTER TABLE readmodel.cases ALTER COLUMN acting_unit SET NOT NULL;

DROP INDEX readmodel.work_of_unit;
DROP INDEX readmodel.work_of_endpoint;
CREATE INDEX work_of_unit ON readmodel.cases (acting_unit, (NOT urgent), (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;
CREATE INDEX work_of_endpoint ON readmodel.cases
    (acting_endpoint, (NOT urgent), (coalesce(due, 'infinity')), number)
    WHERE closed_at IS NULL;
