/** A unit vector of 32-bit floats that depends on nothing but the input. It has no meaning: near texts aren't near. */
export function embeddingVector(input: string | readonly number[], dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let state = seedOf(input);
  let sumOfSquares = 0;
  for (let index = 0; index < dimensions; index += 1) {
    // mulberry32: a full-period 32-bit generator, one multiplication deep.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const value = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
    vector[index] = value;
    sumOfSquares += value * value;
  }
  const length = Math.sqrt(sumOfSquares) || 1;
  for (let index = 0; index < dimensions; index += 1) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

/** FNV-1a over UTF-16 units or token ids. */
function seedOf(input: string | readonly number[]): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < input.length; index += 1) {
    const unit = typeof input === 'string' ? input.charCodeAt(index) : (input[index] ?? 0);
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  return hash;
}
