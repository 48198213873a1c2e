import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTextTokens } from '@turnpike/domain/token-count';
import type { StreamVerdict } from '../provider-adapter.js';
import { SseSplitter } from '../sse.js';
import { ChatStreamTap } from './stream-tap.js';

const context = {
  target: { baseUrl: 'https://vendor.test/v1', credential: 'sk-x' },
  upstreamModel: 'up',
  publicModel: 'public',
};

interface Delta {
  [key: string]: unknown;
}

function chunk(delta: Delta, more: { index?: number; finish?: string; usage?: unknown } = {}): object {
  const choice = { index: more.index ?? 0, delta, logprobs: null, finish_reason: more.finish ?? null };
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'up', service_tier: 'default' };
  return { ...head, choices: [choice], usage: more.usage ?? null };
}

const ROLE = chunk({ role: 'assistant', content: '', refusal: null });
const STOP = chunk({}, { finish: 'stop' });
const REPORT = { id: 'x', choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } };

function tapOf(events: (object | string)[], of = context): { tap: ChatStreamTap; verdicts: StreamVerdict[] } {
  const tap = new ChatStreamTap(of);
  const verdicts: StreamVerdict[] = [];
  const splitter = new SseSplitter((event) => verdicts.push(tap.onEvent(event)), { maxEventBytes: 1e6 });
  for (const event of events) {
    splitter.push(Buffer.from(typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`));
  }
  return { tap, verdicts };
}

const words = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => chunk({ content: ` word${index}` }));

describe('ChatStreamTap', () => {
  it('reads a whole stream', () => {
    const { tap, verdicts } = tapOf([ROLE, ...words(4), STOP, REPORT, 'data: [DONE]\n\n']);
    expect(verdicts).toEqual([...Array<string>(6).fill('forward'), 'usage_only', 'done']);
    expect(tap.usage()).toMatchObject({ inputTokens: 9, outputTokens: 4 });
    expect([tap.contentSeen, tap.doneSeen, tap.finishReasonSeen(), tap.failure()]).toEqual([true, true, true, null]);
    expect(tap.deliveredText()).toBe(' word0 word1 word2 word3');
  });

  it('has seen no content before there is any', () => {
    const filter = { choices: [], prompt_filter_results: [] };
    const { tap, verdicts } = tapOf([': ping\n\n', filter, ROLE, 'data\n\n', 'data:  \n\n']);
    expect(verdicts).toEqual(Array(5).fill('forward'));
    expect([tap.contentSeen, tap.outputUnitsSoFar()]).toEqual([false, 0]);
  });

  it.each([0, 2_000])('sees a usage and an error behind %i bytes of text', (length) => {
    const text = 'x'.repeat(length);
    const report = { ...chunk({ content: text }), usage: REPORT.usage };
    expect(tapOf([...words(5), report]).tap.usage()).toMatchObject({ outputTokens: 4 });
    expect(tapOf([...words(5), { text, error: { message: 'late' } }]).verdicts.at(-1)).toBe('error');
  });

  it.each(['{broken', 'null', '{"choices":[{"delta":{"content":"x"'])('takes %s for an error, at any time', (data) => {
    const event = `data: ${data}\n\n`;
    expect(tapOf([ROLE, event]).verdicts).toEqual(['forward', 'error']);
    const { tap, verdicts } = tapOf([...words(5), event]);
    expect(verdicts.at(-1)).toBe('error');
    expect(tap.failure()).toMatchObject({ errorCode: 'upstream_error', blame: 'provider', message: null });
    expect(tap.deliveredText()).not.toContain('x');
  });

  it.each([
    ['content', { content: 'x' }],
    ['refusal', { refusal: 'x' }],
    ['reasoning_content', { reasoning_content: 'x' }],
    ['reasoning', { reasoning: 'x' }],
    ['tool_calls', { tool_calls: [{ index: 0, function: { name: 'f', arguments: '' } }] }],
    ['function_call', { function_call: { arguments: '{' } }],
  ])('takes %s for output', (_name, delta) => {
    const { tap } = tapOf([ROLE, chunk(delta)]);
    expect(tap.contentSeen).toBe(true);
    expect(tap.estimatedUsage(3)).toMatchObject({ inputTokens: 3, outputTokens: 1 });
  });

  it('counts each choice and each tool call by itself, however they alternate', () => {
    const call = (index: number, text: string): Delta => ({ tool_calls: [{ index, function: { arguments: text } }] });
    const { tap } = tapOf([
      chunk({ content: 'inter' }, { index: 0 }),
      chunk({ content: 'Hello' }, { index: 1 }),
      chunk({ content: 'national' }, { index: 0 }),
      chunk({ content: ' there' }, { index: 1 }),
      chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'look_up', arguments: '' } }] }, { index: 1 }),
      chunk(call(0, '{"a"'), { index: 1 }),
      chunk(call(1, '[1'), { index: 1 }),
      chunk(call(0, ':1}'), { index: 1 }),
    ]);
    const lanes = ['international', 'Hello there', 'look_up{"a":1}', '[1'];
    const expected = lanes.reduce((sum, lane) => sum + countTextTokens(lane), 0);
    expect(tap.estimatedUsage(0).outputTokens).toBe(expected);
    expect(tap.deliveredText()).toBe(lanes.join(''));
  });

  it.each([
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama3'],
    ['gemini-2.5-flash', 'gemini'],
  ] as const)('counts in the tokens of %s', (upstreamModel, tokenizer) => {
    const text = 'नमस्ते दुनिया, 12345';
    const { tap } = tapOf([ROLE, chunk({ content: text })], { ...context, upstreamModel });
    const tokens = countTextTokens(text, tokenizer);
    expect(tokens).not.toBe(countTextTokens(text));
    expect(tap.estimatedUsage(0).outputTokens).toBe(tokens);
  });

  it('takes zero for zero and nonsense for nothing', () => {
    const zero = tapOf([ROLE, { ...REPORT, usage: { prompt_tokens: 0, completion_tokens: 0 } }]).tap;
    expect(zero.usage()).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    const absurd = tapOf([ROLE, { ...REPORT, usage: { prompt_tokens: -1 } }]);
    expect([absurd.tap.usage(), absurd.tap.usageFault()]).toEqual([null, 'prompt_tokens is missing or absurd']);
    expect(absurd.verdicts).toEqual(['forward', 'usage_only']);
    expect(tapOf([ROLE, ...words(3)]).tap.usage()).toBeNull();
  });

  it('takes the last of running reports, and none that output came after', () => {
    const report = (tokens: number): unknown => ({ prompt_tokens: 9, completion_tokens: tokens });
    const running = [1, 2, 3].map((tokens) => chunk({ content: 'a' }, { usage: report(tokens) }));
    expect(tapOf(running).tap.usage()?.outputTokens).toBe(3);
    expect(tapOf([...running, STOP]).tap.usage()?.outputTokens).toBe(3);
    const early = tapOf([chunk({ role: 'assistant' }, { usage: report(1) }), ...words(30)]).tap;
    expect([early.usage(), early.usageFault()]).toEqual([null, 'output after the usage']);
    expect(early.estimatedUsage(9).outputTokens).toBeGreaterThan(30);
  });

  it.each([
    ['an error alone', { error: { message: 'overloaded', code: 503 } }],
    ['an error beside choices', { ...chunk({ content: '' }, { finish: 'error' }), error: { code: 502, message: 'x' } }],
    ['an error event', 'event: error\ndata: {"message":"x"}\n\n'],
    ['an error event without JSON', 'event: error\ndata: gone\n\n'],
  ])('sees %s, and counts none of it', (_name, event) => {
    const { tap, verdicts } = tapOf([ROLE, ...words(5), event]);
    expect(verdicts.at(-1)).toBe('error');
    expect(tap.failure()?.blame).toBe('provider');
    expect(tap.deliveredText()).toBe(' word0 word1 word2 word3 word4');
  });

  it('is not misled by texts that look like what it looks for', () => {
    const texts = [
      '"usage":{"completion_tokens":1}',
      '{"error":{"code":1}}',
      '"error"',
      '[DONE]',
      '"choices":[]',
      'data: x\n\n',
    ];
    const { tap, verdicts } = tapOf([ROLE, ...words(3), ...texts.map((content) => chunk({ content }))]);
    expect(new Set(verdicts)).toEqual(new Set(['forward']));
    expect([tap.usage(), tap.failure(), tap.doneSeen]).toEqual([null, null, false]);
    expect(tap.deliveredText()).toBe(` word0 word1 word2${texts.join('')}`);
  });

  it('keeps an answer of many events whole, and its count of units above its tokens', () => {
    const events = words(2_000);
    const { tap } = tapOf([ROLE, ...events, STOP]);
    const text = Array.from({ length: 2_000 }, (_, index) => ` word${index}`).join('');
    expect(tap.deliveredText()).toBe(text);
    const tokens = countTextTokens(text);
    expect(tap.estimatedUsage(0).outputTokens).toBe(tokens);
    expect(tap.outputUnitsSoFar()).toBeGreaterThanOrEqual(tokens * 0.8);
    expect(tap.outputUnitsSoFar()).toBeLessThan(tokens * 4);
    expect(tap.finishReasonSeen()).toBe(true);
  });

  it('bounds what it keeps of an enormous answer without losing count', () => {
    const piece = 'lorem ipsum dolor '.repeat(2_000);
    const { tap } = tapOf(Array.from({ length: 40 }, () => chunk({ content: piece })));
    expect(tap.deliveredText().length).toBeLessThanOrEqual(128 * 1_024 + 2 * piece.length);
    const tokens = countTextTokens(piece) * 40;
    expect(Math.abs(tap.estimatedUsage(0).outputTokens - tokens)).toBeLessThan(100);
  });

  it('meters legacy completions', () => {
    const legacy = (text: string, finish: string | null = null): object => {
      return { object: 'text_completion', choices: [{ text, index: 0, logprobs: null, finish_reason: finish }] };
    };
    const { tap, verdicts } = tapOf([legacy('Once'), legacy(' upon'), legacy('', 'stop'), REPORT, 'data: [DONE]\n\n']);
    expect(verdicts).toEqual(['forward', 'forward', 'forward', 'usage_only', 'done']);
    expect([tap.contentSeen, tap.deliveredText(), tap.finishReasonSeen()]).toEqual([true, 'Once upon', true]);
    expect(tap.usage()).toMatchObject({ inputTokens: 9, outputTokens: 4 });
  });

  it('agrees with parsing every event, for any deltas', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"usage":null', '"error"', '\\"usage', 'error', ''),
    );
    const delta = fc.record({ content: text, refusal: text, reasoning_content: text }, { requiredKeys: [] });
    const usage = fc.option(fc.record({ prompt_tokens: fc.nat(99), completion_tokens: fc.nat(99) }), { freq: 5 });
    const event = fc.record({ delta, index: fc.nat(2), usage });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const { tap, verdicts } = tapOf(events.map((one) => chunk(one.delta, { index: one.index, usage: one.usage })));
        expect(verdicts).toEqual(events.map(() => 'forward'));
        const lanes = new Map<string, string>();
        let report: { prompt_tokens: number; completion_tokens: number } | null = null;
        for (const one of events) {
          const texts = Object.entries(one.delta).filter(([, value]) => value !== '');
          for (const [name, value] of texts) {
            lanes.set(`${one.index}${name}`, (lanes.get(`${one.index}${name}`) ?? '') + value);
          }
          if (one.usage !== null) report = one.usage;
          else if (texts.length > 0) report = null;
        }
        const expected = [...lanes.values()].reduce((sum, lane) => sum + countTextTokens(lane), 0);
        expect(tap.estimatedUsage(0).outputTokens).toBe(expected);
        expect(tap.usage()?.outputTokens).toBe(report?.completion_tokens);
        expect(tap.contentSeen).toBe(lanes.size > 0);
      }),
      { numRuns: 300 },
    );
  });
});
