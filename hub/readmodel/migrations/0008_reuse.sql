-- 信息复用: what one applicant gave before is looked up by the applicant.
CREATE INDEX cases_subject ON readmodel.cases (subject, filed_at) WHERE subject IS NOT NULL;
