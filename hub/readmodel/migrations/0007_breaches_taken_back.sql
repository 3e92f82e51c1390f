-- A breach that was none: what was promised had been received in time and was handled late.
ALTER TABLE readmodel.breaches ADD COLUMN taken_back_at timestamptz;
