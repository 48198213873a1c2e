/** What people read who carry on is there, and leads somewhere. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const WORKSPACES = globSync('{apps,packages,infra}/*/package.json', { cwd: ROOT })
  .map((path) => dirname(path))
  .concat('prisma')
  .sort();

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']
  .concat(WORKSPACES.map((folder) => `${folder}/README.md`))
  .concat(globSync('infra/docs/**/*.md', { cwd: ROOT, exclude: ['**/node_modules/**'] }))
  .filter((path) => existsSync(join(ROOT, path)));

test('there are apps, packages and documents to look at', () => {
  expect(WORKSPACES).toEqual(expect.arrayContaining(['apps/gateway', 'packages/pipeline', 'infra/local', 'prisma']));
  expect(DOCUMENTS).toEqual(
    expect.arrayContaining(['CONTRIBUTING.md', 'SECURITY.md', 'infra/docs/life-of-a-request.md']),
  );
});

test.each(WORKSPACES)('%s says what it is and what it may touch', (folder) => {
  expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true);
  expect(read(`${folder}/README.md`)).toMatch(/may touch/i);
});

test.each([...new Set(DOCUMENTS)])('every link of %s leads to a file and a heading that are there', (path) => {
  const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const dead = links.filter((target) => !/^(https?:|mailto:)/.test(target) && !leadsSomewhere(path, target));
  expect(dead).toEqual([]);
});

test('each decision is in the list', () => {
  const listed = read('infra/docs/README.md');
  const decisions = readdirSync(join(ROOT, 'infra/docs/decisions'));
  expect(decisions.filter((name) => !listed.includes(`decisions/${name}`))).toEqual([]);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const path = file === '' ? from : join(dirname(from), decodeURI(file));
  if (!existsSync(join(ROOT, path))) return false;
  return heading === undefined || headings(read(path)).has(heading);
}

/** Headings as the forge makes anchors of them. */
function headings(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) => title.toLowerCase());
  return new Set(titles.map((title) => title.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));
}
