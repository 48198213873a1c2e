/** A product's own answer where nobody answered: whole to every vendor's SDK, free, and told in the record. */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { newId } from '@turnpike/domain/ids';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor, faultsIn, HEADER_PREFIX, say } from './corridor.fixture.js';

const TEXT = 'We are away for a moment. Your order is safe.';
const FREE = { charge: '0', cost: '0', counted: false, usageSource: 'none', status: 200 };

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(async () => {
  expect(faultsIn(corridor)).toEqual([]);
  await corridor.stop();
});

interface Heard {
  readonly text: string;
  readonly finish: unknown;
  readonly model: unknown;
}

interface Client {
  readonly name: string;
  readonly finish: string;
  unary(account: Account, model: string): Promise<Heard>;
  stream(account: Account, model: string): Promise<Heard>;
}

const anthropic = ({ key }: Account) => new Anthropic({ baseURL: corridor.url, apiKey: key, maxRetries: 0 });
const google = ({ key }: Account) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: corridor.url } }).models;
const MESSAGE = { max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] };

const CLIENTS: readonly Client[] = [
  {
    name: 'OpenAI’s, chat',
    finish: 'stop',
    async unary({ client }, asked) {
      const { choices, model } = await client.chat.completions.create({ model: asked, messages: say('hello') });
      return { text: choices[0]?.message.content ?? '', finish: choices[0]?.finish_reason, model };
    },
    async stream({ client }, asked) {
      const answer = client.chat.completions.stream({ model: asked, messages: say('hello') });
      const { choices, model } = await answer.finalChatCompletion();
      return { text: choices[0]?.message.content ?? '', finish: choices[0]?.finish_reason, model };
    },
  },
  {
    name: 'OpenAI’s, responses',
    finish: 'completed',
    async unary({ client }, asked) {
      const answer = await client.responses.create({ model: asked, input: 'hello' });
      return { text: answer.output_text, finish: answer.status, model: answer.model };
    },
    async stream({ client }, asked) {
      const answer = await client.responses.stream({ model: asked, input: 'hello' }).finalResponse();
      return { text: answer.output_text, finish: answer.status, model: answer.model };
    },
  },
  {
    name: 'Anthropic’s',
    finish: 'end_turn',
    async unary(account, asked) {
      return heardBy(await anthropic(account).messages.create({ ...MESSAGE, model: asked }));
    },
    async stream(account, asked) {
      return heardBy(
        await anthropic(account)
          .messages.stream({ ...MESSAGE, model: asked })
          .finalMessage(),
      );
    },
  },
  {
    name: 'Google’s',
    finish: 'STOP',
    async unary(account, asked) {
      const answer = await google(account).generateContent({ model: asked, contents: 'hello' });
      return { text: answer.text ?? '', finish: answer.candidates?.[0]?.finishReason, model: answer.modelVersion };
    },
    async stream(account, asked) {
      const heard = { text: '', finish: undefined as unknown, model: undefined as unknown };
      for await (const part of await google(account).generateContentStream({
        model: asked,
        contents: 'hello',
      })) {
        heard.text += part.text ?? '';
        heard.finish = part.candidates?.[0]?.finishReason;
        heard.model = part.modelVersion;
      }
      return heard;
    },
  },
];

function heardBy({ content, stop_reason: finish, model }: Anthropic.Message): Heard {
  return { text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''), finish, model };
}

describe.each(CLIENTS)('$name SDK', ({ finish, ...client }) => {
  test.each(['unary', 'stream'] as const)('%s: the answer is whole, free, and recorded with its error', async (way) => {
    const dead = deadModel();
    const account = corridor.account({ fallbackAnswer: TEXT, posted: '1' });
    expect(await client[way](account, dead)).toEqual({ text: TEXT, finish, model: dead });
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ ...FREE, endReason: 'upstream_error', stream: way === 'stream', targetId: null });
    expect(await account.state()).toEqual({ held: '0', pending: '0', openHolds: 0, slots: 0 });
    const [record] = await until(async () => {
      const records = await corridor.records(account.tenantId);
      return records.length === 0 ? null : records;
    }, 'the record');
    expect(record).toMatchObject({ status: 200, errorCode: 'upstream_error', model: dead });
    expect(record?.detail).toMatchObject({
      fallbackAnswer: true,
      stream: way === 'stream',
      endReason: 'upstream_error',
    });
    expect(record?.detail.attempts.length).toBeGreaterThan(0);
  });
});

/** One whose breaker no other test has opened. */
function deadModel(): string {
  const name = `dead-${newId()}`;
  corridor.stores.addModel(name, [target('http://127.0.0.1:1/v1')]);
  return name;
}

const CHAT = '/v1/chat/completions';

test('its headers say what it is, and every choice that was asked for says it', async () => {
  const account = corridor.account({ fallbackAnswer: TEXT });
  const response = await account.post(CHAT, { model: 'unreachable', messages: say('hello'), n: 2 });
  expect(response.status).toBe(200);
  expect(response.headers.get(`${HEADER_PREFIX}-fallback`)).toBe('answer');
  expect(response.headers.get(`${HEADER_PREFIX}-model`)).toBe('unreachable');
  expect(response.headers.get(`${HEADER_PREFIX}-charge`)).toBe('0');
  const body = (await response.json()) as { choices: { message: { content: string } }[]; usage: object };
  expect(body.choices.map(({ message }) => message.content)).toEqual([TEXT, TEXT]);
  expect(body.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
});

test('Gemini’s stream without events is framed as its JSON array', async () => {
  const account = corridor.account({ fallbackAnswer: TEXT });
  const path = '/v1beta/models/unreachable:streamGenerateContent';
  const response = await account.post(path, { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] });
  expect(response.headers.get('content-type')).toContain('application/json');
  const parts = (await response.json()) as { candidates: { content: { parts: { text: string }[] } }[] }[];
  expect(parts.map(({ candidates }) => candidates[0]?.content.parts[0]?.text).join('')).toBe(TEXT);
});

test('what the caller did wrong, and what is no conversation, is an error as ever', async () => {
  const [model, dead] = [corridor.model(), deadModel()];
  const account = corridor.account({ fallbackAnswer: TEXT });
  const refused = await account.post(CHAT, { model, messages: say('x', '@sandbox status=400') });
  expect(refused.status).toBe(400);
  const embedding = await account.post('/v1/embeddings', { model: dead, input: 'x' });
  expect(embedding.status).toBe(502);
  const unknown = await account.post(CHAT, { model: 'nobody', messages: say('x') });
  expect(unknown.status).toBe(404);
});

test('a product without one, and an answer that was given, are as they were', async () => {
  const [model, dead] = [corridor.model(), deadModel()];
  const plain = await corridor.account().post(CHAT, { model: dead, messages: say('hello') });
  expect(plain.status).toBe(502);
  const account = corridor.account({ fallbackAnswer: TEXT });
  const served = await account.post(CHAT, { model, messages: say('hello') });
  expect(await served.text()).toContain('You said: hello');
  expect(served.headers.get(`${HEADER_PREFIX}-fallback`)).toBeNull();
});
