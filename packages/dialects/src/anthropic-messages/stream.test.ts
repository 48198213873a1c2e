/** Streams of this wire, read and written. */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Delta } from '../answer.js';
import { surface } from './surface.js';
import { voice } from './voice.js';

const IDENTITY = { requestId: 'req_01', model: 'public', createdAtMs: 0, wantsUsage: true };
const USED: Usage = {
  ...NO_USAGE,
  inputTokens: 10,
  cachedInputTokens: 3,
  cacheWriteTokens: 2,
  outputTokens: 7,
  reasoningTokens: 4,
};

type Event = Record<string, unknown> & { type: string };

function read(events: readonly Event[]): Delta[] {
  const decoder = voice.createStreamDecoder();
  return events.flatMap((event) => decoder.decode({ type: event.type, data: JSON.stringify(event) }));
}

function write(deltas: readonly Delta[], usage = USED): Event[] {
  const encoder = surface.createStreamEncoder(IDENTITY);
  const text = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
  expect(text.endsWith('\n\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((lines) => {
      const [, type, data] = /^event: (.*?)\ndata: (.*)$/s.exec(lines) ?? [];
      const event = JSON.parse(data ?? '') as Event;
      if (event.type !== type) throw new Error(`${type} is named ${event.type}`);
      return event;
    });
}

/** Blocks as a client puts them together; fails where the order is not the wire's. */
function assemble(events: readonly Event[]): Record<string, unknown>[] {
  expect(events[0]?.type).toBe('message_start');
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['message_delta', 'message_stop']);
  const blocks: Record<string, unknown>[] = [];
  let open = -1;
  for (const event of events.slice(1, -2)) {
    const block = blocks[event.index as number];
    const delta = (event.delta ?? {}) as Record<string, string>;
    if (event.type === 'content_block_start') {
      if (open !== -1 || event.index !== blocks.length)
        throw new Error(`block ${String(event.index)} begins while ${open} is open`);
      open = blocks.length;
      blocks.push({ ...(event.content_block as object), json: '' });
      continue;
    }
    if (block === undefined || event.index !== open) throw new Error(`${event.type} of a block that isn’t open`);
    if (event.type === 'content_block_stop') open = -1;
    else if (delta.type === 'text_delta') block.text = `${String(block.text)}${delta.text}`;
    else if (delta.type === 'thinking_delta') block.thinking = `${String(block.thinking)}${delta.thinking}`;
    else if (delta.type === 'signature_delta') block.signature = delta.signature;
    else if (delta.type === 'input_json_delta') block.json = `${String(block.json)}${delta.partial_json}`;
    else throw new Error(`${event.type} ${String(delta.type)}`);
  }
  expect(open).toBe(-1);
  return blocks;
}

const start = (usage: object): Event => ({ type: 'message_start', message: { id: 'msg_1', content: [], usage } });
const begin = (index: number, block: object): Event => ({ type: 'content_block_start', index, content_block: block });
const add = (index: number, delta: object): Event => ({ type: 'content_block_delta', index, delta });
const stop = (index: number): Event => ({ type: 'content_block_stop', index });
const conclude = (delta: object, usage: object): Event => ({ type: 'message_delta', delta, usage });

const said = (text: string): Delta => ({ kind: 'text', choice: 0, text });
const called = (call: number): Delta => ({
  kind: 'tool_call',
  choice: 0,
  call,
  id: `c${call}`,
  name: 'f',
  signature: null,
});
const args = (call: number, text: string): Delta => ({ kind: 'tool_arguments', choice: 0, call, text });

/** As Anthropic's documentation of streaming shows them, shortened. */
const LOOP: Event[] = [
  start({ input_tokens: 10, cache_read_input_tokens: 3, cache_creation_input_tokens: 2, output_tokens: 1 }),
  begin(0, { type: 'thinking', thinking: '', signature: '' }),
  { type: 'ping' },
  add(0, { type: 'thinking_delta', thinking: 'Hm.' }),
  add(0, { type: 'signature_delta', signature: 'sig' }),
  stop(0),
  begin(1, { type: 'text', text: '' }),
  add(1, { type: 'text_delta', text: 'I look.' }),
  add(1, { type: 'citations_delta', citation: { type: 'page_location' } }),
  stop(1),
  begin(2, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
  add(2, { type: 'input_json_delta', partial_json: '{"query":"x"}' }),
  stop(2),
  begin(3, { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} }),
  add(3, { type: 'input_json_delta', partial_json: '' }),
  add(3, { type: 'input_json_delta', partial_json: '{"city":' }),
  add(3, { type: 'input_json_delta', partial_json: '"Paris"}' }),
  stop(3),
  conclude(
    { stop_reason: 'tool_use', stop_sequence: null },
    { output_tokens: 11, output_tokens_details: { thinking_tokens: 4 } },
  ),
  { type: 'message_stop' },
];

describe('reading', () => {
  it('tells thoughts, text and calls apart, and passes over what the provider did for itself', () => {
    expect(read(LOOP)).toEqual([
      { kind: 'usage', usage: { ...USED, outputTokens: 0, reasoningTokens: 0 } },
      { kind: 'thinking', choice: 0, text: 'Hm.' },
      { kind: 'thinking_seal', choice: 0, signature: 'sig', sealed: null },
      said('I look.'),
      { kind: 'tool_call', choice: 0, call: 0, id: 'toolu_1', name: 'get_weather', signature: null },
      args(0, '{"city":'),
      args(0, '"Paris"}'),
      { kind: 'usage', usage: USED },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
      { kind: 'end' },
    ]);
  });

  it('gives a call without pieces the input of its start', () => {
    const block = { type: 'tool_use', id: 'a', name: 'f' };
    const events = [begin(0, { ...block, input: {} }), stop(0), begin(1, { ...block, input: { x: 1 } }), stop(1)];
    expect(read(events).filter(({ kind }) => kind === 'tool_arguments')).toEqual([args(0, '{}'), args(1, '{"x":1}')]);
  });

  it('gives sealed thoughts at once', () => {
    expect(read([begin(0, { type: 'redacted_thinking', data: 'x' }), stop(0)])).toEqual([
      { kind: 'thinking_seal', choice: 0, signature: null, sealed: 'x' },
    ]);
  });

  it('gives the words of a refusal before what it cost', () => {
    const details = { type: 'refusal', category: null, explanation: 'I must not.' };
    const events = [
      start({ input_tokens: 1, output_tokens: 1 }),
      conclude({ stop_reason: 'refusal', stop_details: details }, { output_tokens: 2 }),
    ];
    expect(read(events).map(({ kind }) => kind)).toEqual(['usage', 'refusal', 'usage', 'finish']);
  });

  it('does not say a refusal twice', () => {
    const stop_details = { type: 'refusal', category: null, explanation: 'I must not.' };
    const events = [begin(0, { type: 'text', text: 'I must' }), add(0, { type: 'text_delta', text: ' not.' }), stop(0)];
    expect(read([...events, conclude({ stop_reason: 'refusal', stop_details }, {})]).map(({ kind }) => kind)).toEqual([
      'text',
      'text',
      'finish',
    ]);
  });

  it('gives an error as the provider’s own object', () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    expect(read([{ type: 'error', error }])).toEqual([{ kind: 'error', error }]);
    expect(voice.createStreamDecoder().decode({ type: 'error', data: 'busy' })).toEqual([
      { kind: 'error', error: 'busy' },
    ]);
  });

  test.each<[string, object, object, object | null]>([
    [
      'a field of null is what the start said',
      { input_tokens: 5, output_tokens: 1 },
      { input_tokens: null, output_tokens: 2 },
      { inputTokens: 5, outputTokens: 2 },
    ],
    [
      'the end corrects the start',
      { input_tokens: 5, output_tokens: 1 },
      { input_tokens: 6, output_tokens: 2 },
      { inputTokens: 6 },
    ],
    [
      'zero reported is zero (litellm 37992)',
      { input_tokens: 0, output_tokens: 0 },
      { output_tokens: 0 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    ['no input is no report', {}, { output_tokens: 2 }, null],
    ['an absurd count is no report', { input_tokens: 5 }, { output_tokens: -2 }, null],
  ])('of two reports %s', (_what, first, last, usage) => {
    const reports = read([start(first), conclude({ stop_reason: 'end_turn' }, last)]).filter(
      ({ kind }) => kind === 'usage',
    );
    if (usage === null)
      expect(reports.some((report) => report.kind === 'usage' && report.usage.outputTokens > 0)).toBe(false);
    else expect(reports.at(-1)).toMatchObject({ usage });
  });

  it('never throws, whatever it is sent', () => {
    const type = fc.constantFrom(
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'error',
    );
    const inner = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.record({
        type: fc.constantFrom('text', 'thinking', 'tool_use', 'text_delta', 'input_json_delta', 'signature_delta'),
        text: fc.jsonValue({ maxDepth: 1 }),
        input: fc.jsonValue({ maxDepth: 2 }),
        partial_json: fc.jsonValue({ maxDepth: 1 }),
      }),
    );
    const event = fc.record({
      type,
      index: fc.jsonValue({ maxDepth: 1 }),
      delta: inner,
      content_block: inner,
      message: inner,
      usage: inner,
    });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            event.map((json) => JSON.stringify(json)),
            fc.string(),
          ),
        ),
        (texts) => {
          const decoder = voice.createStreamDecoder();
          for (const data of texts) expect(Array.isArray(decoder.decode({ type: null, data }))).toBe(true);
        },
      ),
    );
  });
});

describe('writing', () => {
  it('opens with the first delta and ends with reason and usage', () => {
    const events = write([said('Hello'), { kind: 'finish', choice: 0, finish: { reason: 'length', sequence: null } }]);
    expect(events.map(({ type }) => type)).toEqual([
      'message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop',
    ]); // prettier-ignore
    expect(events[0]?.message).toMatchObject({
      id: 'msg_01',
      model: 'public',
      role: 'assistant',
      content: [],
      stop_reason: null,
    });
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: 'max_tokens' },
      usage: {
        input_tokens: 10,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 2,
        output_tokens: 11,
        output_tokens_details: { thinking_tokens: 4 },
      },
    });
  });

  it('is whole where nothing was said', () => {
    expect(assemble(write([], NO_USAGE))).toEqual([]);
    expect(surface.createStreamEncoder(IDENTITY).end(NO_USAGE)).toContain(surface.endMark);
  });

  it('writes again what it reads', () => {
    const deltas = read(LOOP);
    const again = read(write(deltas));
    expect(again).toEqual(deltas);
  });

  it('says early what the provider says early of its input', () => {
    const [first] = write([{ kind: 'usage', usage: USED }, said('x')]);
    expect(first?.message).toMatchObject({ usage: { input_tokens: 10, cache_read_input_tokens: 3, output_tokens: 0 } });
  });

  it('keeps calls that grow side by side apart, the first one flowing', () => {
    const encoder = surface.createStreamEncoder(IDENTITY);
    encoder.encode(called(0));
    expect(encoder.encode(args(0, '{"a":'))).toContain('partial_json');
    expect(encoder.encode(called(1))).toBe('');
    expect(encoder.encode(args(1, '{"b":2}'))).toBe('');
    expect(encoder.encode(args(0, '"}"}'))).toMatch(/content_block_stop[^]*"index":1[^]*\\"b\\"/);
  });

  it('takes the text after a whole call for another block, and the end for the end of all', () => {
    const deltas = [
      said('a'),
      called(0),
      args(0, '{"a":1}'),
      said('b'),
      called(1),
      called(2),
      args(2, '{}'),
      args(1, '{"x":'),
    ];
    expect(assemble(write(deltas)).map(({ text, json }) => text ?? json)).toEqual(['a', '{"a":1}', 'b', '{"x":', '{}']);
  });

  it('writes thoughts with and without words, and sealed ones', () => {
    const seal = (signature: string | null, sealed: string | null): Delta => ({
      kind: 'thinking_seal',
      choice: 0,
      signature,
      sealed,
    });
    const blocks = assemble(
      write([
        { kind: 'thinking', choice: 0, text: 'a' },
        seal('s1', null),
        seal('s2', null),
        { kind: 'thinking', choice: 0, text: 'b' },
        seal(null, 'x'),
        said('c'),
      ]),
    );
    expect(blocks.map(({ type, thinking, signature, data }) => [type, thinking, signature, data])).toEqual([
      ['thinking', 'a', 's1', undefined],
      ['thinking', '', 's2', undefined],
      ['thinking', 'b', '', undefined],
      ['redacted_thinking', undefined, undefined, 'x'],
      ['text', undefined, undefined, undefined],
    ]);
  });

  test.each<[string, Delta[], object]>([
    [
      'a refusal',
      [{ kind: 'refusal', choice: 0, text: 'No.' }],
      { stop_reason: 'refusal', stop_details: { type: 'refusal', explanation: 'No.' } },
    ],
    [
      'a call, whatever the provider says',
      [called(0), { kind: 'finish', choice: 0, finish: { reason: 'stop', sequence: null } }],
      { stop_reason: 'tool_use' },
    ],
    [
      'a filter',
      [{ kind: 'finish', choice: 0, finish: { reason: 'filtered', sequence: null } }],
      { stop_reason: 'refusal' },
    ],
    [
      'a stop sequence',
      [{ kind: 'finish', choice: 0, finish: { reason: 'stop_sequence', sequence: 'END' } }],
      { stop_reason: 'stop_sequence', stop_sequence: 'END' },
    ],
    [
      'a pause',
      [{ kind: 'finish', choice: 0, finish: { reason: 'paused', sequence: null } }],
      { stop_reason: 'pause_turn' },
    ],
    ['nothing', [said('a')], { stop_reason: 'end_turn', stop_details: null }],
    [
      'another choice',
      [said('a'), { kind: 'finish', choice: 1, finish: { reason: 'length', sequence: null } }],
      { stop_reason: 'end_turn' },
    ],
  ])('gives the reason of %s', (_what, deltas, expected) => {
    expect(write(deltas).at(-2)?.delta).toMatchObject(expected);
  });

  it('keeps the wire’s order and every word, whatever the deltas', () => {
    const text = fc.string({ minLength: 1, maxLength: 4, unit: 'binary' });
    const delta: fc.Arbitrary<Delta> = fc.oneof(
      text.map(said),
      text.map((thought) => ({ kind: 'thinking', choice: 0, text: thought }) as const),
      fc.record({
        kind: fc.constant('thinking_seal' as const),
        choice: fc.constant(0),
        signature: fc.option(text),
        sealed: fc.option(text),
      }),
      fc.nat(3).map(called),
      fc.tuple(fc.nat(3), fc.constantFrom('{"a":', '1}', '"}"', '[]', '{}')).map(([call, piece]) => args(call, piece)),
      text.map((said) => ({ kind: 'text', choice: 1, text: said }) as const),
    );
    fc.assert(
      fc.property(fc.array(delta), (deltas) => {
        const blocks = assemble(write(deltas));
        const wordsOf = (kind: Delta['kind']) =>
          deltas.map((item) => (item.kind === kind && 'text' in item && item.choice === 0 ? item.text : '')).join('');
        const joined = (name: string) => blocks.map((block) => String(block[name] ?? '')).join('');
        expect(joined('text')).toBe(wordsOf('text'));
        expect(joined('thinking')).toBe(wordsOf('thinking'));
        expect(blocks.filter(({ type }) => type === 'tool_use')).toHaveLength(
          deltas.filter(({ kind }) => kind === 'tool_call').length,
        );
      }),
    );
  });
});
