-- Keys of sealed personal parts, wrapped, as the `keys` topic has them: useless without the key store. A destroyed one
-- has no row. They follow the topic as far as facts have needed them, so a rebuild may find them further on.
CREATE TABLE readmodel.keys (
    aggregate text    NOT NULL,
    place     integer NOT NULL, -- among the keys of its aggregate, from 1
    wrapped   text    NOT NULL,
    PRIMARY KEY (aggregate, place)
);

CREATE TABLE readmodel.key_positions (
    partition integer PRIMARY KEY,
    next      bigint  NOT NULL
);
