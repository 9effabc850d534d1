"""The input is cut into the same shards wherever it is cut, and a change touches few of them."""

from pipeline.records import Failure, Note, Record
from pipeline.run.shards import FEWEST, MOST, Item, Shard, cut


def items(numbers: range) -> list[Item]:
    return [Record(text=f"Релиз номер {n} о новом цехе", id=f"n{n}") for n in numbers]


def prints(shards: list[Shard]) -> list[str]:
    return [shard.fingerprint for shard in shards]


def test_shards_hold_all_items_in_order() -> None:
    shards = list(cut(items(range(1000)), "key"))
    assert [item for shard in shards for item in shard.items] == items(range(1000))
    assert all(FEWEST <= len(shard.items) <= MOST for shard in shards[:-1])


def test_a_record_put_in_changes_the_shards_around_it_alone() -> None:
    before = prints(list(cut(items(range(2000)), "key")))
    after = prints(list(cut([*items(range(500)), Record(text="Новый", id="new"), *items(range(500, 2000))], "key")))
    assert len(set(before) & set(after)) >= len(before) - 5


def test_other_settings_make_other_fingerprints() -> None:
    some = items(range(10))
    assert not set(prints(list(cut(some, "one")))) & set(prints(list(cut(some, "two"))))


def test_a_failure_counts_as_an_item() -> None:
    failed = Failure("a.jsonl", "2", "source", "broken_json", "broken")
    [shard] = cut([*items(range(2)), failed], "key")
    assert shard.items[2] == failed
    assert len(shard.records) == 2


def test_long_texts_make_short_shards() -> None:
    long = [Record(text="а" * 1_500_000, id=str(n)) for n in range(4)]
    assert [len(shard.items) for shard in cut(long, "key")] == [2, 2]


def test_a_shard_survives_the_way_to_another_machine() -> None:
    failed = Failure("a.jsonl", "2", "source", "broken_json", "broken")
    record = Record(text="Цех", id="x", url="u", source="s", record="1", notes=(Note("source", "odd", "so", 1, 2),))
    [shard] = cut([record, failed], "key")
    assert Shard.from_json(shard.to_json()) == shard
