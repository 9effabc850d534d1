/* The data, read from its blocks when it is first asked for. */

const blocks = new Map();

function block(name) {
  if (!blocks.has(name)) {
    const node = document.getElementById(`data-${name}`);
    blocks.set(name, node ? JSON.parse(node.textContent) : []);
    node?.remove();
  }
  return blocks.get(name);
}

const index = block("index");
const R = index.releases;
const E = index.entities;
const N_RELEASES = R.id.length;
const PAGES = ["person", "organisation", "place"];
const LABELS = ["PER", "ORG", "LOC"];

/** A value that is worked out once. */
function lazy(make) {
  let made;
  return () => (made ??= make());
}

const releaseNumber = lazy(() => new Map(R.id.map((id, n) => [id, n])));
const entityNumber = lazy(() => new Map(E.id.map((id, n) => [id, n])));

const quotes = lazy(() => block("quotes").map(([release, n, kind, text, cue, form, speakers]) => ({
  release, n, kind, text, cue, form,
  speakers: speakers.map(([entity, name, role, organisation, body]) => ({ entity, name, role, organisation, body })),
})));

const posts = lazy(() => block("positions").map(([release, n, entity, person, title, body, organisation, status]) => ({
  release, n, entity, person, title, body, organisation, status,
})));

const percents = lazy(() => block("percents").map(([release, n, words, low, high, comparator, unit, direction, measure]) => ({
  release, n, words, low, high, comparator, unit, direction, measure,
})));

/** Rows by a key: a Map from each key to its rows, in order; a row may have several keys. */
function grouped(rows, keys) {
  const groups = new Map();
  for (const row of rows) {
    for (const key of new Set(keys(row))) {
      if (key === -1 || key === undefined) continue;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
  }
  return groups;
}

const quotesOf = lazy(() => grouped(quotes(), (q) => q.speakers.map((s) => s.entity)));
const quotesFrom = lazy(() => grouped(quotes(), (q) => q.speakers.flatMap((s) => [s.entity, s.body])));
const quotesIn = lazy(() => grouped(quotes(), (q) => [q.release]));
const postsOf = lazy(() => grouped(posts(), (p) => [p.entity]));
const postsAt = lazy(() => grouped(posts(), (p) => [p.body]));
const postsIn = lazy(() => grouped(posts(), (p) => [p.release]));
const percentsIn = lazy(() => grouped(percents(), (p) => [p.release]));
const issuedBy = lazy(() => grouped(R.id.map((_, n) => n), (n) => [R.issuer[n]]));
const copiesOf = lazy(() => grouped(R.id.map((_, n) => n), (n) => [R.copyOf[n]]));
const ofLabel = lazy(() => LABELS.map((_, label) => E.id.map((_, n) => n).filter((n) => E.label[n] === label)));

/** Text, marks and notes of a release; undefined where the text is not in the file. */
function textOf(release) {
  return release < index.texts ? block(`texts-${Math.floor(release / index.chunk)}`)[release % index.chunk] : undefined;
}

/** The place of a row in a release: a letter for its kind and its number. */
const placeOf = { quote: (n) => `q${n}`, position: (n) => `p${n}`, mention: (n) => `m${n}` };
