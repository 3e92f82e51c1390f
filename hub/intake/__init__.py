"""Intake: from an endpoint's inbox onto ``commands``, checked as far as the envelope goes, keyed by aggregate."""
