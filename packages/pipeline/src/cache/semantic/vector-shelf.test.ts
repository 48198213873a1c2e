import { until } from '@turnpike/testing/until';
import { expect, test } from 'vitest';
import type { StreamEntry } from '../cache-store.js';
import { VectorShelf } from './vector-shelf.js';

/** Streams in memory, as several processes share them. */
class MemoryStreams {
  readonly streams = new Map<string, StreamEntry[]>();
  private count = 0;

  entriesAfter(stream: string, id: string, most: number): Promise<StreamEntry[]> {
    const entries = this.streams.get(stream) ?? [];
    return Promise.resolve(entries.filter(([entry]) => id === '' || Number(entry) > Number(id)).slice(0, most));
  }

  append(stream: string, fields: Readonly<Record<string, string | Buffer>>): void {
    const named = Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)] as const);
    this.streams.set(stream, [...(this.streams.get(stream) ?? []), [String((this.count += 1)), new Map(named)]]);
  }
}

function shelfOn(streams: MemoryStreams): VectorShelf {
  return new VectorShelf(streams, (error) => {
    throw error;
  });
}

const LATER = () => Date.now() + 60_000;
const vector = (...numbers: number[]) => Float32Array.from(numbers);
const seek = (of: Float32Array, more: object = {}) => ({
  partition: 'p',
  vector: of,
  facts: 'f',
  threshold: 0.9,
  ...more,
});

test('finds what is like it, in the same partition, of the same facts, best first', async () => {
  const shelf = shelfOn(new MemoryStreams());
  shelf.add('p', vector(1, 0.1, 0), { key: 'near', facts: 'f', expiresAtMs: LATER() });
  shelf.add('p', vector(1, 0, 0), { key: 'same', facts: 'f', expiresAtMs: LATER() });
  shelf.add('p', vector(0, 1, 0), { key: 'far', facts: 'f', expiresAtMs: LATER() });
  shelf.add('p', vector(1, 0, 0), { key: 'other facts', facts: 'g', expiresAtMs: LATER() });
  shelf.add('q', vector(1, 0, 0), { key: 'other partition', facts: 'f', expiresAtMs: LATER() });
  const found = await shelf.search(seek(vector(1, 0, 0)));
  expect(found.map(({ key }) => key)).toEqual(['same', 'near']);
  expect(found[0]?.similarity).toBeCloseTo(1, 5);
  expect(await shelf.search(seek(vector(1, 0, 0), { threshold: 0.999 }))).toHaveLength(1);
});

test('nothing is found after its time, nor by a vector of other dimensions', async () => {
  const shelf = shelfOn(new MemoryStreams());
  shelf.add('p', vector(1, 0), { key: 'gone', facts: 'f', expiresAtMs: Date.now() + 30 });
  expect(await shelf.search(seek(vector(1, 0)))).toHaveLength(1);
  await until(async () => ((await shelf.search(seek(vector(1, 0)))).length === 0 ? true : null), 'its end');
  shelf.add('p', vector(1, 0), { key: 'here', facts: 'f', expiresAtMs: LATER() });
  expect(await shelf.search(seek(vector(1, 0, 0)))).toEqual([]);
  expect(await shelf.search(seek(vector(1, 0)))).toHaveLength(1);
});

test('what one process adds is learned by the others, once, at their next look-up', async () => {
  const streams = new MemoryStreams();
  const [one, other] = [shelfOn(streams), shelfOn(streams)];
  one.add('p', vector(1, 0), { key: 'a', facts: 'f', expiresAtMs: LATER() });
  expect(await other.search(seek(vector(1, 0)))).toMatchObject([{ key: 'a' }]);
  one.add('p', vector(1, 0), { key: 'b', facts: 'f', expiresAtMs: LATER() });
  expect(await other.search(seek(vector(1, 0)))).toHaveLength(2);
  expect(await one.search(seek(vector(1, 0)))).toHaveLength(2);
});

test('a partition keeps its newest, and no more', async () => {
  const streams = new MemoryStreams();
  const shelf = shelfOn(streams);
  const angle = (index: number) => vector(Math.cos(index / 1000), Math.sin(index / 1000));
  for (let index = 0; index < 1001; index += 1) {
    shelf.add('p', angle(index), { key: `k${index}`, facts: 'f', expiresAtMs: LATER() });
  }
  // It has read all there is when it begins: what it learns anew it would know already.
  streams.streams.clear();
  const found = await until(async () => {
    const last = await shelf.search(seek(angle(1000), { threshold: 0.999_999_9 }));
    return last.some(({ key }) => key === 'k1000') ? last : null;
  }, 'the last');
  expect(found.length).toBeGreaterThan(0);
  const first = await shelf.search(seek(angle(0), { threshold: 0.5 }));
  expect(first.map(({ key }) => key)).not.toContain('k0');
  expect(first.map(({ key }) => key)).toContain('k1');
});
