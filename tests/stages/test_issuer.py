"""Which body issues a release: `[X]` marks the answer, a text without it has none."""

import pytest

import pipeline
from pipeline.stages.issuer.reading import RULES

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
    # nobody is sure
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
