"""What operators do: provisioning, the broker's check, and later lag, dead letters and canaries."""
