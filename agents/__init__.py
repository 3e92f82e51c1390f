"""The Faust worker and one short file per agent."""
