-- Upload tables ask for the cases of a period. Facts come about in the order of their time, so a summary of each stretch
-- of the table finds them, and costs the projector next to nothing; a B-tree would have to be kept for every fact.
CREATE INDEX timeline_time ON readmodel.timeline USING brin (at) WITH (autosummarize = on);
