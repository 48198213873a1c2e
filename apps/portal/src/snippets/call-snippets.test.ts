import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { callSnippets, type SnippetCall } from './call-snippets';
import { PictureFile } from './literals';
import { rerankSnippets, transcriptSnippets } from './task-snippets';

const NASTY = `It's "quoted" \\ $HOME \`id\` $(id)\nsecond line`;
const USE = { result: 'answer', then: [] };
const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CALL: SnippetCall = {
  baseUrl: 'http://127.0.0.1:8080',
  key: 'tp_test_x',
  path: '/things',
  body: { model: 'm', text: NASTY, none: undefined, deep: { on: true, off: null, many: ['a', 1] } },
  method: 'client.things.create',
  python: USE,
  typescript: USE,
};

/** What a shell would give curl: its arguments, and its standard input behind them. */
function curlOf(call: SnippetCall): string[] {
  const code = callSnippets(call)[0]?.code ?? '';
  const show = code.replace(/^curl/, 'shown').replaceAll(/\n$/g, '');
  const script = `shown() { printf '%s\\0' "$@"; [ -t 0 ] || cat; }\n${show}`;
  return execFileSync('sh', ['-c', script], { cwd: folder, input: '' }).toString().split('\0');
}

it('a body is what was meant, and holds nothing that was not', () => {
  const args = curlOf(CALL);
  expect(JSON.parse(args[args.indexOf('-d') + 1] ?? '')).toEqual(JSON.parse(JSON.stringify(CALL.body)));
});

it('a picture of any length is read where the code runs, and the text around it stays', () => {
  const file = "my 'road'.png";
  writeFileSync(join(folder, file), Buffer.alloc(200_000, 7));
  const body = { text: NASTY, url: new PictureFile(file, 'image/png') };
  const args = curlOf({ ...CALL, body });
  const sent = JSON.parse(args.at(-1) ?? '') as { text: string; url: string };
  expect(sent.text).toBe(NASTY);
  expect(sent.url).toBe(`data:image/png;base64,${Buffer.alloc(200_000, 7).toString('base64')}`);
});

it('a form has its texts as they are, and its files by name', () => {
  const args = curlOf({ ...CALL, body: { model: 'm', prompt: NASTY }, files: { file: 'a b.wav' } });
  expect(args.slice(3)).toEqual([
    '--form-string',
    'model=m',
    '--form-string',
    `prompt=${NASTY}`,
    '-F',
    'file=@"a b.wav"',
    '',
  ]);
});

it('values are literals of the language', () => {
  const [, python = '', typescript = ''] = callSnippets(CALL).map(({ code }) => code);
  expect(python).toContain('deep={"on": True, "off": None, "many": ["a", 1]}');
  expect(typescript).toContain('deep: { on: true, off: null, many: ["a", 1] }');
  expect(python + typescript).not.toMatch(/undefined|none/);
});

it('what the SDK has no method for is posted by path', () => {
  const [, python, typescript] = rerankSnippets({ ...CALL, body: { query: 'q' } }).map(({ code }) => code);
  expect(python).toContain('client.post(\n    "/rerank",\n    cast_to=httpx.Response,\n    body={"query": "q"},\n)');
  expect(typescript).toContain('client.post("/rerank", {\n  body: { query: "q" },\n});');
});

it('captions are printed as they come', () => {
  const of = (response_format: string) =>
    transcriptSnippets({ ...CALL, body: { response_format }, kind: 'transcriptions', file: 'a.wav' })[1]?.code;
  expect(of('srt')).toContain('print(answer)');
  expect(of('json')).toContain('print(answer.text)');
});
