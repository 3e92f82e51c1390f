"""The story of domain.md on real Kafka: three parties, each a process with the credentials of its own region only."""
