"""The binding of the domain to its lane: decode, decide, evolve, chain, encode. Pure: bytes in, bytes out."""
