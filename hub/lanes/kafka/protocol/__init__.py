"""The requests we send, as bytes: Apache Kafka protocol guide, one module per subject."""
