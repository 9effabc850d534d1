"""A release without some of its mentions: entities, posts and quotes follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.document import link_parents
from pipeline.records import LocalEntity, Mention, Position, Quote, QuoteSpeaker, Release
from pipeline.text import fold_name

Clean = Callable[[str], str]


def only_labels(release: Release, labels: Collection[str]) -> Release:
    """The release with the mentions and entities of some labels; posts and quotes keep the names of others as text."""
    gone = {n for n, entity in enumerate(release.entities) if entity.label not in labels}
    kept = [mention for mention in release.mentions if mention.label in labels]
    if len(kept) == len(release.mentions) and not gone:
        return release
    return _renumbered(release, kept, gone)


def without(release: Release, kept: Sequence[Mention], clean: Clean) -> Release:
    """The release with no more than these of its mentions, and nothing of entities that are no longer mentioned.

    clean: takes out of any other text what is to be left out.
    """
    left = Counter(mention.entity for mention in kept)
    gone = {n for n in range(len(release.entities)) if not left[n]}
    entities = tuple(replace(entity, n_mentions=left[n]) for n, entity in enumerate(release.entities))
    forgetting = _Forgetting(gone, _new_names(release, kept, left), clean)
    changed = replace(
        release,
        entities=tuple(forgetting.entity(n, entity) for n, entity in enumerate(entities)),
        positions=tuple(p for p in map(forgetting.position, release.positions) if p is not None),
        quotes=tuple(q for q in map(forgetting.quote, release.quotes) if q is not None),
    )
    return _renumbered(changed, [forgetting.mention(mention) for mention in kept], gone)


def _new_names(release: Release, kept: Sequence[Mention], left: Counter[int | None]) -> dict[int, str]:
    """Names for entities that have lost the mention with their fullest one."""
    names: dict[int, str] = {}
    for n, entity in enumerate(release.entities):
        forms = [mention.nominative or release.words(mention) for mention in kept if mention.entity == n]
        if 0 < left[n] < entity.n_mentions and fold_name(entity.name) not in map(fold_name, forms):
            names[n] = max(forms, key=len)
    return names


@dataclass(frozen=True, slots=True)
class _Forgetting:
    """What becomes of records when entities are `gone`, or lose their fuller `names`."""

    gone: Collection[int]
    names: Mapping[int, str]
    clean: Clean

    def entity(self, number: int, entity: LocalEntity) -> LocalEntity:
        return replace(entity, name=self.names.get(number, entity.name))

    def mention(self, mention: Mention) -> Mention:
        if mention.percent is not None and mention.percent.measure:
            return replace(mention, percent=replace(mention.percent, measure=self.clean(mention.percent.measure)))
        if mention.entity is None or mention.entity not in self.names:
            return mention
        return replace(mention, norm=self.names[mention.entity])

    def position(self, position: Position) -> Position | None:
        if position.person_entity in self.gone or self.clean(position.person) != position.person:
            return None
        return replace(
            position,
            person=self._name(position.person_entity, position.person) or position.person,
            title=self.clean(position.title),
            organisation=self._name(position.organisation_entity, position.organisation),
        )

    def quote(self, quote: Quote) -> Quote | None:
        speakers = [one for one in map(self._speaker, quote.speakers) if one is not None]
        if quote.speakers and not speakers:
            return None
        speakers = [self._of(quote, one) if n == 0 else one for n, one in enumerate(speakers)]
        return replace(quote, speakers=tuple(speakers))

    def _of(self, quote: Quote, speaker: QuoteSpeaker) -> QuoteSpeaker:
        return replace(speaker, organisation=self._name(quote.organisation_entity, speaker.organisation))

    def _speaker(self, speaker: QuoteSpeaker) -> QuoteSpeaker | None:
        named = speaker.speaker
        if speaker.entity in self.gone or (named is not None and self.clean(named) != named):
            return None
        role, body = (self.clean(words) if words else words for words in (speaker.role, speaker.organisation))
        return replace(speaker, speaker=self._name(speaker.entity, named), role=role, organisation=body)

    def _name(self, entity: int | None, name: str | None) -> str | None:
        if entity is None or name is None:
            return self.clean(name) if name else name
        return None if entity in self.gone else self.names.get(entity, self.clean(name))


def _renumbered(release: Release, kept: Sequence[Mention], gone: Collection[int]) -> Release:
    """The release with these mentions, without the entities that are gone; what leads to them leads nowhere."""
    stay = [n for n in range(len(release.entities)) if n not in gone]
    place: dict[int | None, int] = {n: number for number, n in enumerate(stay)}
    issuer = release.issuer
    return replace(
        release,
        mentions=tuple(link_parents(replace(mention, entity=place.get(mention.entity)) for mention in kept)),
        entities=tuple(release.entities[n] for n in stay),
        positions=tuple(
            replace(
                one, person_entity=place.get(one.person_entity), organisation_entity=place.get(one.organisation_entity)
            )
            for one in release.positions
        ),
        quotes=tuple(
            replace(
                quote,
                organisation_entity=place.get(quote.organisation_entity),
                speakers=tuple(replace(one, entity=place.get(one.entity)) for one in quote.speakers),
            )
            for quote in release.quotes
        ),
        issuer=replace(issuer, entity=place[issuer.entity]) if issuer and issuer.entity in place else None,
    )
