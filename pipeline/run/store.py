"""Where a run keeps the shards that are done: `.rupress/` in the folder that the tables go to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import OutputError
from pipeline.run.extraction import Result
from pipeline.run.groups import Group
from pipeline.run.receipts import Receipt

FOLDER = ".rupress"


class Store:
    """The shards of a folder: written whole or not at all, each with a receipt."""

    def __init__(self, out: Path) -> None:
        self.folder = out / FOLDER
        self._shards = self.folder / "shards"

    @property
    def exists(self) -> bool:
        """Whether a run was ever begun here."""
        return self.folder.is_dir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out; raises OutputError where one is at work or the folder can't be written to."""
        try:
            self._shards.mkdir(parents=True, exist_ok=True)
            lock = open(self.folder / "lock", "a", encoding="utf8")  # noqa: SIM115 - held until the run ends
        except OSError as error:
            where = self.folder.parent
            raise OutputError(f"can't write to {where} ({error.strerror}): name another folder with --out") from None
        with lock:
            if not _lock(lock.fileno(), exclusive=True):
                raise OutputError(
                    f"another run is writing to {self.folder.parent}: wait for it, or name another folder"
                )
            yield

    @property
    def in_use(self) -> bool:
        """Whether a run is at work here."""
        try:
            with open(self.folder / "lock", "rb") as lock:
                return not _lock(lock.fileno(), exclusive=False)
        except OSError:
            return False

    def receipt(self, fingerprint: str, *, whole: bool = True) -> Receipt | None:
        """The receipt of a shard that is done, None where there is none that holds; `whole` checks its file too."""
        try:
            receipt = Receipt.from_json(self.path(fingerprint, "json").read_text(encoding="utf8"))
            data = self.path(fingerprint, "arrow").read_bytes() if whole else b""
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if whole and (len(data), hashlib.blake2b(data, digest_size=16).hexdigest()) != (receipt.size, receipt.digest):
            return None
        return receipt if receipt.fingerprint == fingerprint else None

    def has_rows(self, receipt: Receipt) -> bool:
        """Whether the file of a shard is there, as far as its size tells."""
        try:
            return self.path(receipt.fingerprint, "arrow").stat().st_size == receipt.size
        except OSError:
            return False

    def put(self, result: Result) -> None:
        """Keep a shard: first its file, then the receipt, each on disk before it gets its name."""
        fingerprint = result.receipt.fingerprint
        write_whole(self.path(fingerprint, "arrow"), result.data)
        write_whole(self.path(fingerprint, "json"), result.receipt.to_json().encode())

    def batches(self, receipts: Iterable[Receipt], table: str) -> Iterator[pa.RecordBatch]:
        """The rows of a table, shard by shard; raises OutputError where one can't be read."""
        for receipt in receipts:
            start, length = receipt.tables[table]
            try:
                with open(self.path(receipt.fingerprint, "arrow"), "rb") as file:
                    file.seek(start)
                    found = list(pa.ipc.open_stream(file.read(length)))
            except (OSError, pa.ArrowException) as error:
                where = self.folder.parent
                raise OutputError(f"a shard of {where} is gone or damaged: run its command again") from error
            yield from found

    def receipts(self, key: str | None = None) -> list[Receipt]:
        """All receipts (of shards made under a key), by fingerprint."""
        names = sorted(path.stem for path in self._shards.glob("*.json"))
        found = [self.receipt(name, whole=False) for name in names]
        return [receipt for receipt in found if receipt is not None and key in (None, receipt.key)]

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Remove the shards that a finished run did not use, receipts first: none is left without its rows."""
        kept = set(fingerprints)
        unused = [path for path in self._shards.iterdir() if path.stem not in kept]
        for path in sorted(unused, key=lambda path: path.suffix != ".json"):
            path.unlink(missing_ok=True)

    def write_state(self, groups: Sequence[Group], unfinished: Group | None = None) -> None:
        """Keep which groups the tables hold, and which one is being added."""
        state = {
            "groups": [group.to_fields() for group in groups],
            "unfinished": unfinished.to_fields() if unfinished else None,
        }
        write_whole(self.folder / "state.json", json.dumps(state).encode())

    def groups(self) -> list[Group]:
        """The groups that the tables hold; raises OutputError where that can't be told."""
        return [self._group(fields) for fields in self._state().get("groups", ())]

    def unfinished(self) -> Group | None:
        """The group that a run began to add and has not; None after a run that ended."""
        fields = self._state().get("unfinished")
        return self._group(fields) if fields else None

    def write_progress(self, fields: dict[str, Any]) -> None:
        """Keep how far a run is, for others to read; it need not outlast the machine."""
        with suppress(OutputError):
            write_whole(self.folder / "progress.json", json.dumps(fields).encode(), sync=False)

    def progress(self) -> dict[str, Any]:
        """What `write_progress` kept last; empty where there is nothing to read."""
        return _read_object(self.folder / "progress.json")

    def _state(self) -> dict[str, Any]:
        """What the folder holds; nothing where no run has been."""
        path = self.folder / "state.json"
        state = _read_object(path)
        if path.exists() and "groups" not in state:
            raise self._unreadable()
        return state

    def _group(self, fields: Any) -> Group:
        try:
            return Group.from_fields(fields)
        except (KeyError, TypeError, ValueError) as error:
            raise self._unreadable() from error

    def _unreadable(self) -> OutputError:
        where = self.folder / "state.json"
        return OutputError(f"{where} is damaged or of another version of rupress: name another folder with --out")

    def path(self, fingerprint: str, ending: str) -> Path:
        """The file of a shard (`arrow`) or its receipt (`json`)."""
        return self._shards / f"{fingerprint}.{ending}"


def _read_object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_whole(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write a file that is there whole or not at all, whenever the process stops; with `sync` the machine too.

    Raises OutputError where it can't be written.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    with writing(path):
        try:
            with open(temporary, "wb") as file:
                file.write(data)
                file.flush()
                if sync:
                    os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise OutputError, which says how to go on, where a file can't be written."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"can't write {path} ({error.strerror}): free space there; what is done is kept, "
            "run the same command again to go on"
        ) from error


def _lock(handle: int, *, exclusive: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
