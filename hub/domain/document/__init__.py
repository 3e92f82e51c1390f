"""Documents (证照): asked for by a case, signed, and every state that follows. One aggregate holds all versions.

It is known by the licence identifier of its first version, whose serial is the number of its case: one document per
case, whatever comes twice.
"""
