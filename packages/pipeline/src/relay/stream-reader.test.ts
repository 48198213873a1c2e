import type { EgressCall } from '@turnpike/egress/egress';
import { EgressError, type EgressErrorKind } from '@turnpike/egress/egress-error';
import { openAiCompatibleAdapter } from '@turnpike/providers/openai-compatible/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StreamEnd, type StreamLimits, StreamReader } from './stream-reader.js';

const TARGET = { baseUrl: 'http://127.0.0.1:1', credential: 'secret' };
const HEADERS = { 'content-type': 'text/event-stream' };
const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const content = (text: string) => event({ choices: [{ index: 0, delta: { content: text } }], usage: null });
const usage = event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } });
const finish = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null });
const DONE = event('[DONE]');

const failOn = (cause: unknown): void => expect.fail(String(cause));

function setUp(forwardUsage = false, onFault = failOn, limits?: StreamLimits) {
  const context = { target: TARGET, upstreamModel: 'm', publicModel: 'm' };
  const tap = openAiCompatibleAdapter.createStreamTap(context, { dialect: 'openai-chat', isTranslated: false });
  const reader = new StreamReader({
    ...{ tap, forwardUsage, encoder: null, createSplitter: undefined, onFault },
    ...(limits === undefined ? {} : { limits }),
  });
  const calls: string[] = [];
  const call: EgressCall = {
    abort(reason) {
      calls.push(`abort ${reason}`);
      reader.onError(error('aborted', reason));
    },
    timeOut: (code) => calls.push(`time out ${code}`),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  };
  reader.bind(call);
  const seen: { text: string; end: StreamEnd | null } = { text: '', end: null };
  const attach = () =>
    reader.attach({
      mayTake: () => true,
      onBytes(bytes) {
        seen.text += bytes.toString();
        return true;
      },
      onEnd: (end) => (seen.end = end),
    });
  return { reader, tap, calls, seen, attach };
}

const error = (kind: EgressErrorKind, code: string) =>
  new EgressError({ kind, code, beforeHeaders: false, requestSent: true });

describe('relaying', () => {
  test('any split into chunks relays the same bytes, without end mark and unasked usage', async () => {
    const text = content('Hel') + content('lo') + finish + usage + DONE;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 }), async (cuts) => {
        const { reader, seen, attach, tap } = setUp();
        reader.onHeaders(200, HEADERS);
        const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), text.length];
        edges.slice(1).forEach((edge, index) => {
          reader.onData(Buffer.from(text.slice(edges[index], edge)));
          if (index === 1) attach();
        });
        if (edges.length < 3) attach();
        reader.onEnd();
        expect((await reader.start).kind).toBe('content');
        expect(seen.text).toBe(content('Hel') + content('lo') + finish);
        expect(seen.end).toEqual({ kind: 'complete' });
        expect(tap.usage()).toMatchObject({ inputTokens: 5, outputTokens: 2 });
      }),
    );
  });

  test('the usage event goes to those who asked for it', () => {
    const { reader, seen, attach } = setUp(true);
    reader.onHeaders(200, HEADERS);
    reader.onData(Buffer.from(content('x') + usage + DONE));
    attach();
    expect(seen.text).toBe(content('x') + usage);
  });

  test('counts the events with content, one for each that is let through', () => {
    const { reader, attach } = setUp();
    const role = event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }], usage: null });
    reader.onHeaders(200, HEADERS);
    reader.onData(Buffer.from(role));
    expect(reader.contentEvents).toBe(0);
    reader.onData(Buffer.from(content('Hel') + content('lo, world') + usage + DONE));
    attach();
    expect(reader.contentEvents).toBe(2);
  });

  test('reads only up to the first content until someone takes it', () => {
    const { reader } = setUp();
    reader.onHeaders(200, HEADERS);
    expect(reader.onData(Buffer.from(event({ choices: [{ index: 0, delta: { role: 'assistant' } }] })))).toBe(true);
    expect(reader.onData(Buffer.from(content('x')))).toBe(false);
  });
});

describe('a body that ends within an event', () => {
  test.each([
    ['half of one is nobody’s', content('x') + content('y').slice(0, -20), content('x'), 'cut'],
    [
      'half of one after the last word is not missed',
      content('x') + finish + 'data: {"us',
      content('x') + finish,
      'complete',
    ],
    ['a whole one gets its blank line', content('x') + finish.slice(0, -2), content('x') + finish, 'complete'],
    ['an end mark without one is an end', content('x') + DONE.slice(0, -1), content('x'), 'complete'],
  ])('%s', (_what, text, relayed, kind) => {
    const { reader, seen, attach } = setUp();
    reader.onHeaders(200, HEADERS);
    reader.onData(Buffer.from(text));
    attach();
    reader.onEnd();
    expect(seen).toEqual({ text: relayed, end: { kind } });
  });
});

test('what is compressed is no stream: only its bytes as they are were asked for', async () => {
  const { reader } = setUp();
  reader.onHeaders(200, { ...HEADERS, 'content-encoding': 'gzip' });
  reader.onData(Buffer.from(content('x')));
  reader.onEnd();
  expect((await reader.start).kind).toBe('refused');
});

test('a fault of ours is reported, whatever the caller is told', async () => {
  const heard: unknown[] = [];
  const { reader } = setUp(false, (cause) => heard.push(cause));
  const cause = new TypeError('ours');
  reader.onError(
    new EgressError({ kind: 'aborted', code: 'sink_threw', beforeHeaders: false, requestSent: true, cause }),
  );
  expect([(await reader.start).kind, heard]).toEqual(['failed', [cause]]);
});

describe('holding back', () => {
  function setUpGate() {
    const { reader, tap, calls } = setUp();
    const gate = { open: Infinity };
    const seen: { text: string; end: StreamEnd | null } = { text: '', end: null };
    reader.onHeaders(200, HEADERS);
    const attach = () =>
      reader.attach({
        mayTake: () => (gate.open -= 1) >= 0,
        onBytes(bytes) {
          seen.text += bytes.toString();
          return true;
        },
        onEnd: (end) => (seen.end = end),
      });
    return { reader, tap, calls, gate, seen, attach };
  }

  test('what may not be taken is neither relayed nor metered, and waits in order', () => {
    const { reader, tap, gate, seen, attach } = setUpGate();
    expect(reader.onData(Buffer.from(content('1') + content('2') + content('3') + finish + DONE))).toBe(false);
    expect(tap.deliveredText()).toBe('1');
    gate.open = 1;
    attach();
    expect(seen.text).toBe(content('1') + content('2'));
    expect(tap.deliveredText()).toBe('12');
    expect(reader.onData(Buffer.from(usage))).toBe(false);
    gate.open = Infinity;
    reader.resume();
    expect(seen.text).toBe(content('1') + content('2') + content('3') + finish);
    expect(tap.usage()).toMatchObject({ inputTokens: 5 });
  });

  test('the end waits for what is before it', () => {
    const { reader, gate, seen, attach } = setUpGate();
    reader.onData(Buffer.from(content('1') + content('2')));
    gate.open = 0;
    attach();
    reader.onError(error('cut', 'ECONNRESET'));
    expect(seen.end).toBeNull();
    gate.open = Infinity;
    reader.resume();
    expect(seen).toEqual({ text: content('1') + content('2'), end: { kind: 'cut' } });
  });

  test('an abort drops it, even when the provider has ended already', () => {
    for (const hasEnded of [false, true]) {
      const { reader, tap, gate, seen, attach } = setUpGate();
      reader.onData(Buffer.from(content('1') + content('2') + finish + DONE));
      gate.open = 0;
      attach();
      if (hasEnded) reader.onEnd();
      reader.abort('balance_exhausted');
      expect(seen).toEqual({ text: content('1'), end: { kind: 'aborted', reason: 'balance_exhausted' } });
      expect(tap.deliveredText()).toBe('1');
    }
  });

  test('an abort from within the question ends there', () => {
    const { reader, seen } = setUpGate();
    reader.onData(Buffer.from(content('1') + content('2') + content('3')));
    reader.attach({
      mayTake() {
        reader.abort('balance_exhausted');
        return false;
      },
      onBytes(bytes) {
        seen.text += bytes.toString();
        return true;
      },
      onEnd: (end) => (seen.end = end),
    });
    expect(seen).toEqual({ text: content('1'), end: { kind: 'aborted', reason: 'balance_exhausted' } });
  });
});

describe('ends', () => {
  test('a stream that stops without a word is a cut, one with a finish reason is whole', () => {
    for (const [text, kind] of [
      [content('x'), 'cut'],
      [content('x') + finish, 'complete'],
    ] as const) {
      const { reader, seen, attach } = setUp();
      reader.onHeaders(200, HEADERS);
      reader.onData(Buffer.from(text));
      attach();
      reader.onEnd();
      expect(seen.end).toEqual({ kind });
    }
  });

  test('a lost connection, silence, and our own abort are told apart', () => {
    const cases: [EgressError, StreamEnd][] = [
      [error('cut', 'ECONNRESET'), { kind: 'cut' }],
      [error('timeout_body', 'UND_ERR_BODY_TIMEOUT'), { kind: 'timeout' }],
      [error('aborted', 'client_gone'), { kind: 'aborted', reason: 'client_gone' }],
    ];
    for (const [cause, end] of cases) {
      const { reader, seen, attach } = setUp();
      reader.onHeaders(200, HEADERS);
      reader.onData(Buffer.from(content('x')));
      attach();
      reader.onError(cause);
      expect(seen.end).toEqual(end);
    }
  });

  test('an error event after content ends the stream and is not relayed', () => {
    const { reader, seen, attach, calls } = setUp();
    reader.onHeaders(200, HEADERS);
    reader.onData(Buffer.from(content('x')));
    attach();
    reader.onData(Buffer.from(event({ error: { message: 'secret inside', type: 'server_error' } }) + content('y')));
    expect(seen).toEqual({ text: content('x'), end: { kind: 'provider_error' } });
    expect(calls).toContain('abort provider_error');
  });
});

describe('before the first content', () => {
  test('a refusal is kept for judgement', async () => {
    const { reader } = setUp();
    reader.onHeaders(503, { 'content-type': 'application/json' });
    reader.onData(Buffer.from('{"error":{}}'));
    reader.onEnd();
    expect(await reader.start).toMatchObject({
      kind: 'refused',
      answer: { status: 503, body: Buffer.from('{"error":{}}') },
    });
  });

  test('a cut, an error event and a silent end can be retried elsewhere', async () => {
    const role = event({ choices: [{ index: 0, delta: { role: 'assistant' } }] });
    const cut = setUp().reader;
    cut.onHeaders(200, HEADERS);
    cut.onData(Buffer.from(role));
    cut.onError(error('cut', 'ECONNRESET'));
    expect(await cut.start).toMatchObject({ kind: 'failed', error: { kind: 'cut' } });

    const failed = setUp().reader;
    failed.onHeaders(200, HEADERS);
    failed.onData(Buffer.from(role + event({ error: { message: 'busy', code: 'server_error' } })));
    expect(await failed.start).toMatchObject({ kind: 'provider_error' });

    const silent = setUp().reader;
    silent.onHeaders(200, HEADERS);
    silent.onEnd();
    expect(await silent.start).toMatchObject({ kind: 'failed' });
  });
});

describe('limits', () => {
  const LIMITS = { maxEventBytes: 6_000_000, maxWholeBytes: 1_000 };
  const large = content('x'.repeat(5_000_000));

  test('an event is as large as its operation allows, and no larger', async () => {
    const usual = setUp();
    usual.reader.onHeaders(200, HEADERS);
    usual.reader.onData(Buffer.from(large));
    expect(usual.calls).toEqual(['abort event_too_large']);
    const { reader, seen, attach } = setUp(false, failOn, LIMITS);
    reader.onHeaders(200, HEADERS);
    for (let at = 0; at < large.length; at += 500_000) reader.onData(Buffer.from(large.slice(at, at + 500_000)));
    expect((await reader.start).kind).toBe('content');
    attach();
    expect(seen.text).toBe(large);
  });

  test('what comes in a stream’s place is whole, or none', async () => {
    const open = (status: number, bytes: number) => {
      const { reader, calls } = setUp(false, failOn, LIMITS);
      reader.onHeaders(status, { 'content-type': 'application/json' });
      reader.onData(Buffer.alloc(bytes, 'x'));
      if (calls.length === 0) reader.onEnd();
      return reader.start;
    };
    expect(await open(200, 1_000)).toMatchObject({ kind: 'refused', answer: { body: { length: 1_000 } } });
    expect(await open(200, 1_001)).toMatchObject({ kind: 'failed', error: { code: 'response_too_large' } });
    expect(await open(500, 1_001)).toMatchObject({ kind: 'refused', answer: { body: { length: 1_000 } } });
  });
});
