"""The in-memory twin of Kafka: the same promises, no sockets, and time that a test may turn by hand.

    refusals ← log ← transactions, groups ← server ← network (faults) ← writer, producer, reader, member ← broker

The server is synchronous and atomic; clients reach it through ``Network.call`` alone, so that everything that
can go wrong between a process and a broker goes wrong at that one place (hub.lanes.twin.faults).
"""
