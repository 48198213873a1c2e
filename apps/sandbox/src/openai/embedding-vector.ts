/**
 * A unit vector of 32-bit floats that depends on nothing but the input: feature hashing (Weinberger et al., 2009) of its
 * words, its pairs of words and its words' three-letter pieces. Texts of the same words are near each other; of meaning it
 * knows nothing.
 */
export function embeddingVector(input: string | readonly number[], dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const features = typeof input === 'string' ? featuresOf(input) : input.map((token) => [`#${token}`, 1] as const);
  for (const [feature, weight] of features) addFeature(vector, feature, weight);
  // Features that cancel out leave nothing; what was said as a whole is always something.
  if (vector.every((value) => value === 0)) addFeature(vector, `=${input.toString()}`, 1);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  for (let index = 0; index < dimensions; index += 1) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

type Feature = readonly [feature: string, weight: number];

/** Words that are in every text say little. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  'a an the is are was were be do does did to of in on at for and or i you my your me it its this that what how can could please would with'.split(
    ' ',
  ),
);
const COMMON_WEIGHT = 0.25;
const PAIR_WEIGHT = 0.35;
const PIECE_WEIGHT = 0.2;
const PIECE_LENGTH = 3;

function featuresOf(text: string): Feature[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    const pair: Feature[] = next === undefined ? [] : [[`${word} ${next}`, PAIR_WEIGHT]];
    const isCommon = COMMON_WORDS.has(word);
    return [[word, isCommon ? COMMON_WEIGHT : 1] as const, ...pair, ...(isCommon ? [] : piecesOf(word))];
  });
}

function piecesOf(word: string): Feature[] {
  const bounded = `<${word}>`;
  const pieces: Feature[] = [];
  for (let at = 0; at + PIECE_LENGTH <= bounded.length; at += 1) {
    pieces.push([`~${bounded.slice(at, at + PIECE_LENGTH)}`, PIECE_WEIGHT]);
  }
  return pieces;
}

function addFeature(vector: Float32Array, feature: string, weight: number): void {
  const hash = hashOf(feature);
  const index = (hash >>> 1) % vector.length;
  vector[index] = (vector[index] ?? 0) + (hash % 2 === 0 ? weight : -weight);
}

/** FNV-1a over UTF-16 units, its bits mixed once more: the low ones alone decide. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
