"""Who gets which partition when the group forms anew: even shares, and whoever had a partition keeps it.

Pure, and the same on every machine: names and partitions are gone through in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hub.lanes.values import Partition

Shares = Mapping[str, frozenset[Partition]]


def share_out(wants: Mapping[str, Mapping[str, int]], before: Shares) -> Shares:
    """Share out all partitions; ``wants`` says how many partitions each member's topics have, ``before`` who had what.

    A member gets partitions only of topics it asked for, and no member two more than another that could take them.
    """
    names = sorted(wants)
    partitions = sorted(
        {Partition(topic, number) for own in wants.values() for topic, n in own.items() for number in range(n)}
    )
    least, over = divmod(len(partitions), len(names))
    shares: dict[str, set[Partition]] = {name: set() for name in names}
    taken: set[Partition] = set()
    # Those that had the most keep one more than the others, where shares cannot be equal.
    for rank, name in enumerate(sorted(names, key=lambda name: (-len(before.get(name, ())), name))):
        had = sorted(partition for partition in before.get(name, ()) if partition.topic in wants[name])
        keeps = [partition for partition in had if partition not in taken][: least + (rank < over)]
        shares[name].update(keeps)
        taken.update(keeps)
    for partition in partitions:
        if partition not in taken:
            shares[_poorest(shares, wants, partition.topic)].add(partition)
    return {name: frozenset(share) for name, share in shares.items()}


def _poorest(shares: Mapping[str, set[Partition]], wants: Mapping[str, Iterable[str]], topic: str) -> str:
    return min((name for name in shares if topic in wants[name]), key=lambda name: (len(shares[name]), name))
