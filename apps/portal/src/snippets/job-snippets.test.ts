import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { jobSnippets } from './job-snippets';

const NASTY = `It's "quoted" \\ $HOME \`id\`\nsecond line`;
const CALL = {
  baseUrl: 'http://127.0.0.1:8080',
  key: 'tp_test_x',
  model: 'sandbox-chat',
  messages: [{ role: 'user', content: NASTY }],
} as const;
const BODY = { model: CALL.model, messages: CALL.messages };

/** What a shell would give curl. */
function argumentsOf(code: string): string[] {
  return execFileSync('sh', ['-c', code.replace(/^curl/, 'printf "%s\\0"')])
    .toString()
    .split('\0');
}

it.each([
  [0, '/v1/chat/completions', BODY, true],
  [1, '/v1/jobs', { operation: 'chat.completions', body: BODY }, false],
])('way %i of making a job is a line that works', (index, path, body, prefers) => {
  const snippet = jobSnippets({ byPreference: 'A', byJob: 'B' }, CALL)[index];
  const args = argumentsOf(snippet?.code ?? '');
  expect(args[0]).toBe(CALL.baseUrl + path);
  expect(args).toContain('Authorization: Bearer tp_test_x');
  expect(args.includes('Prefer: respond-async')).toBe(prefers);
  expect(JSON.parse(args[args.indexOf('-d') + 1] ?? '')).toEqual(body);
});
