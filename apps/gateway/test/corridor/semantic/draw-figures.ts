/** The page of the semantic cache's figures. */
import type { PairKind } from './question-pairs.fixture.js';

export interface ComparedPair {
  readonly kind: PairKind;
  readonly asked: string;
  readonly askedThen: string;
  /** Cosine. */
  readonly similarity: number;
  readonly hasSameFacts: boolean;
}

const THRESHOLDS = [0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99];
/** Of the tables that show kinds and examples. */
const SHOWN_THRESHOLD = 0.85;

export function drawFigures(pairs: readonly ComparedPair[]): string {
  const same = pairs.filter(({ kind }) => kind === 'same');
  const others = pairs.filter(({ kind }) => kind !== 'same');
  return `# How often the semantic cache is wrong

<!-- Made by apps/gateway/test/corridor/semantic/semantic-figures.int.test.ts, which fails when page and code differ.
     Don't edit: npm test -- apps/gateway/test/corridor/semantic -u -->

A semantic cache gives the answer to one question to somebody who asked another. These are its figures on
${pairs.length} pairs of questions (${same.length} that mean the same, ${others.length} that look alike and don't), written for this and kept in
[question-pairs.fixture.ts](../../apps/gateway/test/corridor/semantic/question-pairs.fixture.ts).

**What they are of.** The vectors are the sandbox's, which count words and pieces of words and know nothing of meaning:
the hardest case for the guard, as texts that differ in one word are near each other, and the poorest for hits, as other
words for the same thing are far apart. A model that knows meaning has other figures on both sides; measure yours on your
own questions before you lower the threshold. What the guard does is the same with every model; but its lists of words and
these pairs are by the same hand, so on questions nobody here thought of it lets more pass than the table says.

**The guard.** Beside the threshold, both questions must have the same numbers, negations, quotes, code and identifiers,
units, dates, opposites, languages, names and directions ("from … to …"), and ask for the same kind of thing (who, when,
where, why, how many). It reads English lists of words, and capitals, digits and quotes of every language
([distinct-facts.ts](../../packages/pipeline/src/cache/semantic/distinct-facts.ts)). What it takes for a fact by mistake
costs a hit, never a wrong answer. Everything else of a request (system prompt, earlier turns, tools, parameters, model)
must be equal whatever the threshold is.

- *Hits*: of the pairs that mean the same, those that were given the kept answer.
- *False hits*: of the pairs that don't, those that were given it nevertheless.

| Threshold | Hits, threshold alone | False hits, threshold alone | Hits with the guard | False hits with the guard |
| ---: | ---: | ---: | ---: | ---: |
${THRESHOLDS.map((threshold) => thresholdRow(threshold, same, others)).join('\n')}

## By what differs, at a threshold of ${SHOWN_THRESHOLD}

| What differs | Pairs | False hits, threshold alone | False hits with the guard |
| --- | ---: | ---: | ---: |
${[...new Set(others.map(({ kind }) => kind))].map((kind) => kindRow(kind, others)).join('\n')}

## What still goes wrong

Pairs that mean something else and that the guard lets pass, with their likeness: from that threshold down, they are
false hits.

${others
  .filter(({ hasSameFacts }) => hasSameFacts)
  .sort((one, other) => other.similarity - one.similarity)
  .slice(0, 12)
  .map(({ similarity, asked, askedThen }) => `- ${similarity.toFixed(2)}: ${asked} → ${askedThen}`)
  .join('\n')}
`;
}

function thresholdRow(threshold: number, same: readonly ComparedPair[], others: readonly ComparedPair[]): string {
  const near = ({ similarity }: ComparedPair) => similarity >= threshold;
  const guarded = (pair: ComparedPair) => near(pair) && pair.hasSameFacts;
  const cells = [share(same, near), share(others, near), share(same, guarded), share(others, guarded)];
  return `| ${threshold} | ${cells.join(' | ')} |`;
}

function kindRow(kind: PairKind, others: readonly ComparedPair[]): string {
  const pairs = others.filter((pair) => pair.kind === kind);
  const near = pairs.filter(({ similarity }) => similarity >= SHOWN_THRESHOLD);
  return `| ${kind} | ${pairs.length} | ${near.length} | ${near.filter(({ hasSameFacts }) => hasSameFacts).length} |`;
}

function share(pairs: readonly ComparedPair[], isOne: (pair: ComparedPair) => boolean): string {
  const found = pairs.filter(isOne).length;
  return `${found} (${((found / pairs.length) * 100).toFixed(1)} %)`;
}
