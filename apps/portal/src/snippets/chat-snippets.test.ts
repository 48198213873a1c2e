import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { chatSnippets } from './chat-snippets';

const NASTY = `It's "quoted" \\ $HOME \`id\`\nsecond line ünï 😀`;
const CALL = {
  baseUrl: 'http://127.0.0.1:8080',
  key: 'tp_test_x',
  model: 'sandbox-chat',
  messages: [
    { role: 'system', content: 'Short.' },
    { role: 'user', content: NASTY },
  ],
} as const;

const codeOf = (language: string, call: object = {}) =>
  chatSnippets({ ...CALL, ...call }).find((snippet) => snippet.language === language)?.code ?? '';

it('curl: a shell gives the body on as it was meant', () => {
  const args = execFileSync('sh', [
    '-c',
    codeOf('curl', { maxTokens: 5 }).replace(/^curl/, 'printf "%s\\0"'),
  ]).toString();
  const [url, , authorization, , , , body = ''] = args.split('\0');
  expect(url).toBe('http://127.0.0.1:8080/v1/chat/completions');
  expect(authorization).toBe('Authorization: Bearer tp_test_x');
  expect(JSON.parse(body)).toEqual({ model: CALL.model, messages: CALL.messages, max_tokens: 5 });
});

it.each(['python', 'typescript'])('%s: texts are literals of the language', (language) => {
  const code = codeOf(language, { temperature: 0.5, stream: true });
  expect(code).toContain(JSON.stringify(NASTY));
  expect(code).toContain('"http://127.0.0.1:8080/v1"');
  expect(code).toMatch(/temperature[=:] ?0\.5/);
  expect(code).toMatch(/stream[=:] ?(True|true)/);
  expect(code).not.toContain('undefined');
});

it('says nothing of what was not chosen', () => {
  for (const { code } of chatSnippets(CALL)) expect(code).not.toMatch(/temperature|max_tokens|stream/);
});
