import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readText = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const rooms = readdirSync(new URL('stages/', import.meta.url))
  .filter((name) => name.endsWith('.stage.ts'))
  .map((name) => name.replace('.stage.ts', ''))
  .sort();

/** Stage names of the drawing: the first words of its lines. */
function drawn(): string[] {
  const [, drawing] = readText('../README.md').split('```');
  return [...(drawing ?? '').matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] as string);
}

test('the drawing shows exactly the rooms there are, in the order in which the corridor names them', () => {
  expect(drawn().toSorted()).toEqual(rooms);
  const order = /^ \* +(receive(?: → [a-z]+)+)$/m.exec(readText('pipeline.ts'))?.[1]?.split(' → ');
  expect(drawn()).toEqual(order);
});

test('every room opens with a block that says what it takes and gives, and what it may touch', () => {
  for (const room of rooms) {
    const [header] = /^\/\*\*[\s\S]*?\*\//.exec(readText(`stages/${room}.stage.ts`)) ?? [];
    expect(header, room).toMatch(new RegExp(`^/\\*\\*\\n \\* ${room}: `));
    expect(header, room).toMatch(/May touch/);
  }
});
