"""Personal data sealed per subject: ciphers, the store of key-encryption keys, sealing, opening, erasing.

What is sealed under which key, where plain text still rests and for how long: docs/decisions/0020 and
docs/guides/personal-data.md.
"""
