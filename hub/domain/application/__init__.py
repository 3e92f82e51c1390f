"""Applications (申请): the first kind of case."""
