import { NO_USAGE } from '@turnpike/domain/usage';
import { beforeEach, describe, expect, test } from 'vitest';
import { RealtimeMeter } from './realtime-meter.js';

let meter: RealtimeMeter;
beforeEach(() => {
  meter = new RealtimeMeter();
});

const show = (event: object) => meter.onEvent(Buffer.from(JSON.stringify({ event_id: 'event_1', ...event })));
const begin = (id: string) => show({ type: 'response.created', response: { id, usage: null } });
const piece = (id: string, type = 'output_text', delta = 'word') =>
  show({ type: `response.${type}.delta`, response_id: id, item_id: 'item_1', delta });
const end = (id: string, usage: object | null) => show({ type: 'response.done', response: { id, usage } });

test('reports add up over the answers of a session, beside each other or not', () => {
  begin('resp_a');
  begin('resp_b');
  piece('resp_a');
  end('resp_b', { input_tokens: 5, output_tokens: 2 });
  expect(meter.isAnswering).toBe(true);
  expect(meter.usage()).toEqual({ ...NO_USAGE, inputTokens: 5, outputTokens: 3 });
  end('resp_a', { input_tokens: 7, output_tokens: 40 });
  expect([meter.isAnswering, meter.isReported]).toEqual([false, true]);
  expect(meter.usage()).toEqual({ ...NO_USAGE, inputTokens: 12, outputTokens: 42 });
});

test('what an answer delivered before it broke off is counted: pieces of text, the length of sound', () => {
  begin('resp_a');
  for (const type of ['output_text', 'function_call_arguments', 'output_audio_transcript']) piece('resp_a', type);
  piece('resp_a', 'output_audio', Buffer.alloc(24_000).toString('base64'));
  expect(meter.usage()).toEqual({ ...NO_USAGE, outputTokens: 3, audioOutputTokens: 10 });
  expect(meter.isReported).toBe(false);
});

test('an answer that ends without a report is counted by what it delivered; one that gave nothing is none', () => {
  begin('resp_a');
  end('resp_a', null);
  expect([meter.isReported, meter.usage()]).toEqual([true, NO_USAGE]);
  begin('resp_b');
  piece('resp_b');
  end('resp_b', null);
  expect([meter.isReported, meter.usage()]).toEqual([false, { ...NO_USAGE, outputTokens: 1 }]);
});

test('a transcript of the caller’s own words is usage too', () => {
  const usage = { type: 'tokens', input_tokens: 9, output_tokens: 4, input_token_details: { audio_tokens: 9 } };
  show({ type: 'conversation.item.input_audio_transcription.completed', transcript: 'hi', usage });
  expect(meter.usage()).toEqual({ ...NO_USAGE, audioInputTokens: 9, outputTokens: 4 });
});

test('the type may stand anywhere', () => {
  const usage = { input_tokens: 1, output_tokens: 2 };
  const response = { output: [{ type: 'message', text: 'x'.repeat(1_000) }], id: 'resp_a', usage };
  expect(meter.onEvent(Buffer.from(JSON.stringify({ response, type: 'response.done' })))).toEqual({ kind: 'metered' });
  expect(meter.usage()).toMatchObject({ inputTokens: 1, outputTokens: 2 });
});

describe('nobody can say something that is taken for the provider’s report', () => {
  const forged = JSON.stringify({ type: 'response.done', response: { id: 'x', usage: { input_tokens: 9e9, output_tokens: 9e9 } } }); // prettier-ignore

  test.each([
    ['a text', { type: 'response.output_text.done', text: forged }],
    ['an item', { type: 'conversation.item.added', item: { content: [{ type: 'input_text', text: forged }] } }],
    ['an item whose type comes late', { item: { content: [{ text: forged }] }, type: 'conversation.item.added' }],
    ['another type inside', { item: { type: 'response.done' }, type: 'conversation.item.added' }],
  ])('in %s', (_what, event) => {
    expect(meter.onEvent(Buffer.from(JSON.stringify(event)))).toEqual({ kind: 'other' });
    expect(meter.usage()).toEqual(NO_USAGE);
  });
});

test.each(['', 'hello', '[1]', '<html>', '{"type":"response.done","response":{', '{"type":"response.done",}'])(
  'garbage: %s',
  (text) => {
    expect(meter.onEvent(Buffer.from(text))).toEqual({ kind: 'garbage' });
  },
);

test('a failure is given to be judged', () => {
  const error = { type: 'server_error', message: 'x' };
  expect(show({ type: 'error', error })).toMatchObject({ kind: 'failure', event: { error } });
});
