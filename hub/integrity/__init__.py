"""The log's proof: chains checked from Kafka alone, hourly seals made and checked. Nothing waits for it."""
