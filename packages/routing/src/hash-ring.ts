/**
 * A ring of points, some for each node by its weight, as ketama has it: what belongs to a node that leaves goes to the
 * others, and nothing else moves. Points are drawn from the node's own key only; their number falls in halves as nodes
 * get many, so that it is the same for most sizes of the ring.
 */
import { hashOf, mix } from './hash.js';

/** Of a node of middling weight: shares differ from what they should be by some 4 % of themselves then. */
const MOST_POINTS = 512;
/** For all nodes together, about. */
const MOST_POINTS_IN_ALL = 32_768;
const TWO_TO_16 = 0x1_0000;

export class HashRing {
  /** Sorted; the node of each stands in `nodes`. */
  private readonly points: Uint32Array;
  private readonly nodes: Uint16Array;

  /** At most 65,536 nodes; those of no weight have no point. */
  constructor(nodes: readonly { readonly key: string; readonly weight: number }[]) {
    const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
    const pointsEach = pointsFor(nodes.length);
    const counts = nodes.map(({ weight }) =>
      weight === 0 ? 0 : Math.max(1, Math.round((pointsEach * weight * nodes.length) / total)),
    );
    // Points with their nodes in the lower bits, to be sorted as numbers.
    const packed = new Float64Array(counts.reduce((sum, count) => sum + count, 0));
    let at = 0;
    for (const [index, { key }] of nodes.entries()) {
      const base = hashOf(key);
      // Odd, so that no two of a node's points are drawn from the same number.
      const step = hashOf(key, base) | 1;
      for (let point = 0; point < (counts[index] ?? 0); point += 1)
        packed[at++] = mix(base + Math.imul(step, point)) * TWO_TO_16 + index;
    }
    packed.sort();
    this.points = new Uint32Array(packed.length);
    this.nodes = new Uint16Array(packed.length);
    for (let position = 0; position < packed.length; position += 1) {
      const value = packed[position] ?? 0;
      const point = Math.floor(value / TWO_TO_16);
      this.points[position] = point;
      this.nodes[position] = value - point * TWO_TO_16;
    }
  }

  get size(): number {
    return this.points.length;
  }

  /** Where a hash of 32 bits falls: the position of the first point at or after it. */
  find(hash: number): number {
    const { points } = this;
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((points[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low === points.length ? 0 : low;
  }

  /** The node at a position, which may run past the end: the ring closes. */
  nodeAt(position: number): number {
    return this.nodes[position % this.nodes.length] ?? 0;
  }
}

function pointsFor(nodes: number): number {
  let each = MOST_POINTS;
  while (each > 1 && each * nodes > MOST_POINTS_IN_ALL) each >>= 1;
  return each;
}
