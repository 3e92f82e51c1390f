"""Kill -9 of workers and brokers under load on real Kafka, then a count of what is missing or doubled: `make chaos`."""
