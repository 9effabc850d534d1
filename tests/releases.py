"""Made releases in any number, written as JSON lines, and how two runs are compared."""

import json
import sys
from pathlib import Path

from pipeline.sinks import read_arrow

CITIES = ("Твери", "Самаре", "Казани", "Омске", "Туле", "Перми", "Уфе")
SPEAKERS = ("Анна Котова", "Пётр Лугов", "Ольга Седова", "Иван Берёзкин", "Мария Юдина")


def release(number: int) -> str:
    city, speaker = CITIES[number % 7], SPEAKERS[number % 5]
    return (
        f"Завод «Северный луч» открыл цех номер {number} в {city}. «Мы создали {number + 10} рабочих мест», — сообщила "
        f"директор завода {speaker} 12 марта 2025 года. Выпуск вырос на {number % 40 + 1}%."
    )


def write_releases(path: Path, count: int, start: int = 0) -> Path:
    lines = [json.dumps({"id": f"n{n}", "text": release(n)}, ensure_ascii=False) for n in range(start, start + count)]
    path.write_text("\n".join(lines), encoding="utf8")
    return path


def write_dump(path: Path, count: int) -> Path:
    """So many releases, a broken line and one without text."""
    write_releases(path, count)
    with open(path, "a", encoding="utf8") as file:
        file.write('\n{"text": "обрыв\n{"id": "no text"}\n')
    return path


def same_tables(one: Path, other: Path) -> bool:
    """Whether all tables of two runs are equal, row for row."""
    first, second = read_arrow(one), read_arrow(other)
    return all(first[name].equals(second[name]) for name in first)


def command(*arguments: object) -> list[str]:
    """The command line of rupress."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]
