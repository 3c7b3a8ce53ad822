"""Numbers from a seed: the same for the same seed, spread evenly."""

from standfast.core.randomness import Randomness


def test_a_seed_always_gives_the_same_numbers() -> None:
    first, second, other = Randomness(7), Randomness(7), Randomness(8)
    numbers = [first.number(32) for _ in range(10)]
    assert numbers == [second.number(32) for _ in range(10)]
    assert numbers != [other.number(32) for _ in range(10)]


def test_numbers_have_no_more_bits_than_asked_for() -> None:
    subject = Randomness(1)
    assert all(0 <= subject.number(8) < 256 for _ in range(1000))


def test_numbers_below_a_limit_are_spread_over_all_of_it() -> None:
    subject = Randomness(1)
    counts = [0] * 10
    for _ in range(10_000):
        counts[subject.below(10)] += 1
    assert all(850 < count < 1150 for count in counts)


def test_the_generator_is_splitmix64() -> None:
    # The first number of seed 0 of the published algorithm.
    assert Randomness(0).number(64) == 0xE220A8397B1DCDAF
