import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readText = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const rooms = readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.stage.ts'))
  .map((name) => name.replace('.stage.ts', ''));

test('every room opens with a block that says what it takes and gives, and what it may touch', () => {
  for (const room of rooms) {
    const [header] = /^\/\*\*[\s\S]*?\*\//.exec(readText(`${room}.stage.ts`)) ?? [];
    expect(header, room).toMatch(new RegExp(`^/\\*\\*\\n \\* ${room}: `));
    expect(header, room).toMatch(/May touch/);
  }
});
