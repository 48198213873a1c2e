import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSteering, withoutSteering } from './parse-steering.js';
import { STEERING_KEYS } from './steering-keys.js';

describe('parseSteering', () => {
  it('reads every key of its own documentation', () => {
    for (const [name, key] of Object.entries(STEERING_KEYS)) {
      const needsStatus = name === 'error_code' || name === 'retry_after' ? ' status=429' : '';
      const read = parseSteering(`@sandbox ${key.example}${needsStatus}`, 'chat');
      expect(read, name).toMatchObject({ ok: true });
      if (read.ok) expect(read.steering[key.property], name).not.toBeUndefined();
    }
  });

  it('reads a line among others, quoted values and JSON escapes included', () => {
    const text =
      'Hello\r\n@sandbox  status=503 retry_after=2\t delay_ms=500 reply="a \\"b\\"\\n=c" omit_usage=false\nBye';
    expect(parseSteering(text, 'chat')).toEqual({
      ok: true,
      steering: { status: 503, retryAfter: 2, delayMs: 500, reply: 'a "b"\n=c', omitUsage: false },
    });
  });

  it('takes several lines and an empty reply', () => {
    expect(parseSteering('@sandbox chunks=3\n@sandbox reply=""', 'chat')).toEqual({
      ok: true,
      steering: { chunks: 3, reply: '' },
    });
  });

  it.each([
    '',
    'plain text',
    'mail me@sandbox status=503',
    ' @sandbox status=503',
    '@sandboxed status=503',
    '@sandbox',
  ])('steers nothing in %j', (text) => {
    expect(parseSteering(text, 'chat')).toEqual({ ok: true, steering: {} });
  });

  it.each([
    ['status=200', 'status must be a whole number from 400 to 599'],
    ['status=5O3', 'status must be'],
    ['status=503.5', 'status must be'],
    ['chunks=0', 'chunks must be'],
    ['omit_usage=yes', 'omit_usage must be true or false'],
    ['prompt_tokens=-1', 'prompt_tokens must be'],
    ['delay=5', 'unknown key delay'],
    ['toString=5', 'expected key=value'],
    ['constructor=5', 'unknown key constructor'],
    ['status 503', 'expected key=value at "status 503"'],
    ['reply=', 'expected key=value'],
    ['reply="open', 'expected key=value'],
    ['reply="a"b', 'expected key=value'],
    ['reply="\\x"', 'not a valid quoted text'],
    ['status=503 status=500', 'said twice'],
    ['retry_after=2', 'need status'],
    ['error_code=x', 'need status'],
  ])('refuses %s', (pairs, problem) => {
    const read = parseSteering(`Hello\n@sandbox ${pairs}`, 'chat');
    expect(read).toMatchObject({ ok: false });
    if (!read.ok) expect(read.problem).toContain(problem);
  });

  it('refuses chat keys for embeddings', () => {
    expect(parseSteering('@sandbox chunks=3', 'embeddings')).toEqual({
      ok: false,
      problem: 'chunks does not apply to embeddings.',
    });
  });

  /** Ends a line of JavaScript, and not one of JSON. */
  const LINE_SEPARATOR = '\u2028';
  it('gives back any reply that was quoted as JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (reply) => {
        const line = `@sandbox reply=${JSON.stringify(reply)}`;
        expect(parseSteering(line, 'chat')).toEqual({ ok: true, steering: { reply } });
        expect(withoutSteering(line)).toBe('');
      }),
      { examples: [[LINE_SEPARATOR]] },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => 'ok' in parseSteering(`@sandbox ${text}`, 'chat')));
  });
});

it('takes the steering lines out of a prompt', () => {
  expect(withoutSteering('Hello\n@sandbox status=503\nworld')).toBe('Hello\nworld');
  expect(withoutSteering('me@sandbox.test')).toBe('me@sandbox.test');
});

describe('tools', () => {
  it('are said with their arguments, in order, over lines', () => {
    const read = parseSteering('@sandbox tool=a args={"x": {"y": "}\\""}} tool=b\n@sandbox tool="c d" args={}', 'chat');
    expect(read).toEqual({
      ok: true,
      steering: {
        tools: [
          { name: 'a', args: { x: { y: '}"' } } },
          { name: 'b', args: {} },
          { name: 'c d', args: {} },
        ],
      },
    });
  });

  it.each([
    ['args={}', 'args need a tool'],
    ['tool=a args=[1]', 'args must be a JSON object'],
    ['tool=a args={x}', 'args must be a JSON object'],
    ['tool=a args={"x":1', 'expected key=value'],
    ['tool=a args={} args={}', 'args is said twice'],
    [`${'tool=a '.repeat(17)}`, 'more than 16 times'],
    ['garbage=toast', 'garbage must be one of json'],
  ])('refuses %s', (pairs, problem) => {
    const read = parseSteering(`@sandbox ${pairs}`, 'chat');
    expect(read).toMatchObject({ ok: false });
    if (!read.ok) expect(read.problem).toContain(problem);
  });
});
