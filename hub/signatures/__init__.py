"""Signatures over canonical JSON: two algorithms, three forms of JWS. Pure: whoever decides checks by it as well."""
