import { expect, it } from 'vitest';
import { WAITING, type Answer, type Turn } from './conversation';
import { type Asked, chatWire, messagesOf, previousResponse, responsesWire } from './wires';

const PICTURE = { name: 'road $1.png', mediaType: 'image/png', url: 'data:image/png;base64,AAAA' };
const turn = (answer: Partial<Answer>): Turn => ({
  id: 0,
  question: 'q',
  picture: null,
  answer: { ...WAITING, ...answer },
});
const ASKED: Asked = {
  model: 'm',
  system: 'Short.',
  temperature: undefined,
  maxTokens: 5,
  effort: 'low',
  carriesOn: true,
  turns: [turn({ state: 'done', text: 'a', responseId: 'resp_1' }), turn({ state: 'failed', text: 'half' })],
  question: 'What is this?',
  picture: PICTURE,
};
const PLACE = { baseUrl: 'http://127.0.0.1:8080', key: 'k' };

it('a model is told what was said and answered, with pictures', () => {
  expect(messagesOf(ASKED, ({ url }) => url)).toEqual([
    { role: 'system', content: 'Short.' },
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: PICTURE.url } },
      ],
    },
  ]);
});

it('a response stands on the last answer that was kept, unless it stands alone', () => {
  expect(previousResponse(ASKED)).toBe('resp_1');
  expect(previousResponse({ ...ASKED, carriesOn: false })).toBeUndefined();
  expect(previousResponse({ carriesOn: true, turns: [turn({ state: 'stopped', responseId: null })] })).toBeUndefined();
});

it.each([
  ['chat', chatWire],
  ['responses', responsesWire],
])('the code of a %s reads the picture from its file', (_name, wire) => {
  const [curl, python, typescript] = wire.snippets(PLACE, ASKED).map(({ code }) => code);
  expect(curl).toContain(`data:image/png;base64,$(base64 < 'road $1.png' | tr -d '\\n')`);
  expect(python).toContain('base64.b64encode(open("road $1.png", "rb").read()).decode()');
  expect(typescript).toContain('readFileSync("road $1.png", "base64")');
  expect([curl, python, typescript].join()).not.toMatch(/AAAA|undefined/);
});
