"""Who fills which seat, each person at most one: the matching of a small two-sided graph."""

from collections.abc import Collection, Iterable, Sequence


def assigned(seats: Sequence[Collection[str]], people: Iterable[str]) -> dict[int, str]:
    """Return who fills which seat, by the seat's position; a seat lists the people who may fill it.

    As many seats as possible are filled, earlier seats before later ones, and nobody fills two. The result
    depends on the set of `people`, not on their order. (Augmenting paths, as Kuhn gave them.)
    """
    present = sorted(set(people))
    holder: dict[int, str] = {}

    def fill(seat: int, tried: set[str]) -> bool:
        for person in present:
            if person not in seats[seat] or person in tried:
                continue
            tried.add(person)
            taken = next((other for other, name in holder.items() if name == person), None)
            if taken is None or fill(taken, tried):
                holder[seat] = person
                return True
        return False

    for seat in range(len(seats)):
        fill(seat, set())
    return holder
