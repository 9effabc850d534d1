"""How fast one thread is, side by side with natasha: prints the figures and writes `docs/performance.md`.

    make bench              (some minutes, on a machine that does nothing else)

Both work on the same texts in one process, in turn, a round of ours and a round of natasha's, after a round of each to
warm up, as a dump repeats its words. Time is the process's own (CPU), and the ratio is that of each pair of rounds.
natasha's whole document is segmentation, morphology, syntax, names, lemmas, normal forms and dates.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import gc  # noqa: E402
import gzip  # noqa: E402
import json  # noqa: E402
import platform  # noqa: E402
import resource  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import types  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from datetime import date  # noqa: E402
from importlib import metadata  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
RAW = ROOT.parent / "shared" / "raw" / "vz.jsonl.gz"
RAW_TEXTS = 100
PAIRS = 9
SIZES = (1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 2_000_000)
Work = Callable[[list[str]], object]


def main() -> None:
    if sys.argv[1:2] == ["--memory"]:
        print(memory_of(sys.argv[2]))
        return
    start = starting()  # while this process is small: a child begins with its parent's peak
    texts = {"data/samples": sample_texts()}
    if RAW.exists():
        texts[f"vz, {RAW_TEXTS} texts of news"] = raw_texts()
    parts = [summary(texts), by_stage(texts["data/samples"]), start, growth(texts["data/samples"])]
    print(parts[0])
    page = f"# Speed\n\n{ABOUT.format(machine=machine(), day=date.today())}\n\n" + "\n\n".join(parts) + "\n"
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf8")


ABOUT = """What `make bench` measured on {day}: {machine}. One thread, CPU time; characters a second.
ours: `pipeline.extract_many` with every stage. natasha: segmentation, morphology, syntax, names, lemmas, normal forms
and dates, text by text, as its README has it."""


def machine() -> str:
    cores, python = os.cpu_count(), platform.python_version()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("natasha", "spacy", "numpy"))
    return f"{platform.machine()}, {cores} cores, Python {python}, {versions}"


def sample_texts() -> list[str]:
    from pipeline.records import Record
    from pipeline.sources import read_inputs

    return [item.text for item in read_inputs([str(SAMPLES)]) if isinstance(item, Record)]


def raw_texts() -> list[str]:
    with gzip.open(RAW, "rt", encoding="utf8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(RAW_TEXTS), strict=False)]


def ours() -> Work:
    import pipeline

    return lambda texts: list(pipeline.extract_many(texts))


def natashas() -> Work:
    """natasha with all that it has; its pymorphy2 asks setuptools of old for entry points, so it is given them."""
    entries = types.SimpleNamespace(iter_entry_points=lambda group, name=None: metadata.entry_points(group=group))
    stand_in = types.ModuleType("pkg_resources")
    stand_in.WorkingSet = lambda: entries  # type: ignore[attr-defined]
    sys.modules.setdefault("pkg_resources", stand_in)
    import natasha

    segmenter, vocabulary, embedding = natasha.Segmenter(), natasha.MorphVocab(), natasha.NewsEmbedding()
    morphology, syntax = natasha.NewsMorphTagger(embedding), natasha.NewsSyntaxParser(embedding)
    names, dates = natasha.NewsNERTagger(embedding), natasha.DatesExtractor(vocabulary)

    def work(texts: list[str]) -> None:
        for text in texts:
            doc = natasha.Doc(text)
            doc.segment(segmenter)
            doc.tag_morph(morphology)
            doc.parse_syntax(syntax)
            doc.tag_ner(names)
            for token in doc.tokens:
                token.lemmatize(vocabulary)
            for span in doc.spans:
                span.normalize(vocabulary)
            list(dates(text))

    return work


def seconds_of(work: Work, texts: list[str]) -> float:
    started = time.process_time()
    work(texts)
    return time.process_time() - started


def pairs(one: Work, other: Work, texts: list[str]) -> Iterator[tuple[float, float]]:
    """Seconds of both, in turn, each warmed up once.

    What both hold by then is kept from the collector: neither is to pay for walking through what the other remembers.
    """
    one(texts)
    other(texts)
    gc.collect()
    gc.freeze()
    for _ in range(PAIRS):
        yield seconds_of(one, texts), seconds_of(other, texts)


def summary(sets: dict[str, list[str]]) -> str:
    mine, theirs = ours(), natashas()
    rows = ["| texts | characters | ours | natasha | ratio | in pairs |", "|---|---|---|---|---|---|"]
    for name, texts in sets.items():
        size = sum(map(len, texts))
        times = list(pairs(mine, theirs, texts))
        ratios = sorted(slow / quick for quick, slow in times)
        fast, slow = (size / median(column) for column in zip(*times, strict=True))
        spread = f"{ratios[0]:.1f}–{ratios[-1]:.1f}"
        rows.append(f"| {name} | {size:,} | {fast:,.0f} | {slow:,.0f} | {median(ratios):.1f} × | {spread} |")
    return "\n".join(rows)


def by_stage(texts: list[str]) -> str:
    import pipeline

    nlp = pipeline.load()
    stages = [("tokens", lambda docs: [nlp.make_doc(doc.text) for doc in docs])]
    stages += [(name.removeprefix("rupress_"), _stage(stage)) for name, stage in nlp.pipeline]
    best = dict.fromkeys((name for name, _ in stages), float("inf"))
    for _ in range(PAIRS):
        docs = [nlp.make_doc(text) for text in texts]
        for name, work in stages:
            started = time.process_time()
            docs = work(docs)
            best[name] = min(best[name], time.process_time() - started)
    size, total = sum(map(len, texts)), sum(best.values())
    rows = [f"| {name} | {size / spent:,.0f} | {spent / total:.0%} |" for name, spent in best.items()]
    head = "Stage by stage, on data/samples, the quickest of the rounds:\n\n"
    return head + "\n".join(["| stage | characters a second | share |", "|---|---|---|", *rows])


def _stage(stage: Callable[..., object]) -> Callable[[list[object]], list[object]]:
    if hasattr(stage, "pipe"):
        return lambda docs: list(stage.pipe(docs))
    return lambda docs: [stage(doc) for doc in docs]


def starting() -> str:
    command = str(Path(sys.executable).with_name("rupress"))
    python = sys.executable
    first = "import pipeline; pipeline.extract('Выручка завода «Маяк» выросла на 7%, сообщил директор Иван Белов.')"
    lines = [
        ("`import pipeline`, Python's own start included", f"{wall(python, '-c', 'import pipeline'):.2f} s"),
        ("`rupress --help`", f"{wall(command, '--help'):.2f} s"),
        ("first release, from the start of Python", f"{wall(python, '-c', first):.1f} s"),
        ("memory of a process with all models, idle", f"{output(__file__, '--memory', 'idle')} MB"),
        ("peak memory, ours on data/samples", f"{output(__file__, '--memory', 'ours')} MB"),
        ("peak memory, natasha on data/samples", f"{output(__file__, '--memory', 'natasha')} MB"),
    ]
    return "\n".join(["| start and memory | |", "|---|---|", *(f"| {name} | {value} |" for name, value in lines)])


def wall(*arguments: str) -> float:
    """Seconds by the clock, the median of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return median(times)


def output(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def memory_of(kind: str) -> int:
    """Megabytes that a process holds at its peak: idle with all models, or at work on the samples."""
    work = natashas() if kind == "natasha" else ours()
    work(["Тула"] if kind == "idle" else sample_texts())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def growth(texts: list[str]) -> str:
    """One text of each size, made of the samples end to end."""
    work, whole = ours(), "\n\n".join(texts)
    rows = []
    for size in SIZES:
        text = (whole * (size // len(whole) + 1))[:size]
        seconds = min(seconds_of(work, [text]) for _ in range(3 if size < SIZES[-2] else 1))
        rows.append(f"| {size:,} | {seconds:.2f} | {size / seconds:,.0f} |")
    head = "One text of samples end to end: the cost grows with its length.\n\n"
    return head + "\n".join(["| characters | seconds | characters a second |", "|---|---|---|", *rows])


if __name__ == "__main__":
    main()
