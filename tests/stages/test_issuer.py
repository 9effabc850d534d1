"""Which body issues a release: `[X]` marks the answer, a text without it has none."""

import re

import pytest
from growth import growth

import pipeline
from pipeline.records import Mention, Section
from pipeline.stages.issuer.reading import RULES, read_issuer

CASES = [
    # press_office_signs
    (
        "Завод «Маяк» открыл цех в Туле. Работу получат 120 человек.\n\nПресс-служба завода [«Маяк»]",
        "завод «Маяк»",
    ),
    # press_office_reports
    (
        "В Туле открыли мост, сообщила пресс-служба [министерства транспорта Тульской области]. Движение начали утром.",
        "министерство транспорта Тульской области",
    ),
    # body_reports
    (
        "[Банк «Северный»] сообщает о росте вкладов на 12%. В компании «Луч» с этим согласны.",
        "банк «Северный»",
    ),
    (
        "Вклады выросли на 12%, сообщили в [банке «Северный»]. В компании «Луч» с этим согласны.",
        "банк «Северный»",
    ),
    # stands_in_contacts
    (
        "Завод открыл цех в Туле. Работу получат 120 человек.\n\nКонтакты для СМИ: [ООО «Маяк»], +7 900 000-00-00",
        "ООО «Маяк»",
    ),
    # reference_is_due
    (
        "Ставка осталась прежней. Рост цен замедлился.\nПри использовании материала ссылка на пресс-службу "
        "[банка «Северный»] обязательна.",
        "банк «Северный»",
    ),
    # body_states
    ("[Роспотребнадзор] разъяснил, как хранить грибы. Их моют, сушат и солят.", "роспотребнадзор"),
    ("Компания [«Луч»] предупредила покупателей о новых ценах. Они вырастут на 5%.", "«луч»"),
    ("[Институт материаловедения] сообщил о новом сплаве. Он легче стали.", "институт материаловедения"),
    # board_decides
    ("Совет директоров [банка «Северный»] 12 марта принял решение снизить ставку. Она равна 5%.", "банк «Северный»"),
    # this_is_reported
    ("В Туле открыли цех. Об этом сообщила компания [«Луч»]. Завод «Маяк» доволен.", "«луч»"),
    # institution_reports
    ("Экспорт лука вырос вдвое, сообщает [Росстат] по итогам года. Завод «Маяк» доволен.", "росстат"),
    # only_body_before_its_office
    (
        "[Россельхознадзор] проверил 30 тонн лука. Об этом сообщила пресс-служба ведомства. Лук цел.",
        "россельхознадзор",
    ),
    ("[Завод «Маяк»] открыл цех в Туле, рассказали на сайте и уточнили в компании. Цех большой.", "завод «Маяк»"),
    # nobody is sure
    ("Агентство «Интерфакс» сообщило о новых ценах. Они вырастут на 5%.", None),
    ("Завод «Маяк» и банк «Северный» договорились о займе, сообщили в компании. Заём долгий.", None),
    ("В Туле открыли цех, сообщает агентство «Туланьюс». Завод «Маяк» доволен.", None),
    ("Завод «Маяк» и завод «Луч» открыли цех в Туле. Работу получат 120 человек.", None),
    ("Мост откроют весной, сообщили в администрации Тулы и в компании «Луч».", None),
    ("Погода в Туле будет тёплой.", None),
    ("Завод откроют весной, сообщил директор в газете «Луч».", None),
]


@pytest.mark.parametrize("marked, name", CASES)
def test_the_body_that_issues(marked: str, name: str | None) -> None:
    text = marked.replace("[", "").replace("]", "")
    release = pipeline.extract(text, keep_doc=False)
    found = release.entities[release.issuer.entity].name if release.issuer else None
    assert (found.lower() if found else None) == (name.lower() if name else None)


def test_rules_are_named_in_what_they_find() -> None:
    release = pipeline.extract("Банк «Северный» сообщает о росте вкладов на 12%.", keep_doc=False)
    assert release.issuer is not None
    assert release.issuer.found_by in {f"issuer.{rule.__name__}" for rule in RULES}


def test_the_issuer_is_a_row_of_the_releases_entities() -> None:
    tables = pipeline.to_frames(
        [pipeline.extract({"id": "a", "text": CASES[2][0].replace("[", "").replace("]", "")}, keep_doc=False)]
    )
    [issuer] = tables["releases"]["issuer"]
    assert issuer in set(tables["local_entities"]["local_id"])


def test_a_line_of_many_bodies_costs_no_more_than_its_length() -> None:
    def read(text: str) -> object:
        starts = [match.start() for match in re.finditer("завод", text)]
        mentions = [Mention(start, start + 5, "ORG", "r", entity=n) for n, start in enumerate(starts)]
        return read_issuer(text, [Section("body", 0, len(text))], [], mentions)

    assert growth(read, "завод и ") < 20
