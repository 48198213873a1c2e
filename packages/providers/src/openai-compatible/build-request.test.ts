import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObject, jsonValue, plainKey } from '../../test/arbitrary-json.js';
import type { BuildRequestInput } from '../provider-adapter.js';
import { buildRequest, isBaseUrl } from './build-request.js';
import { spliceMembers } from './upstream-body.js';

const target = { baseUrl: 'https://api.vendor.test/v1/', credential: 'sk-upstream' };

function inputOf(json: string, more: Partial<BuildRequestInput> = {}): BuildRequestInput {
  const body = JSON.parse(json) as Record<string, unknown>;
  const raw = Buffer.from(json);
  const call = { operation: 'chat.completions', dialect: 'openai-chat' } as const;
  const fixed = { ...call, upstreamModel: 'up-1', target, requestId: 'req_1' };
  return { ...fixed, body, raw, stream: body.stream === true, ...more };
}

function sent(input: BuildRequestInput): unknown {
  return JSON.parse(buildRequest(input).body.toString());
}

describe('buildRequest', () => {
  it('addresses the target with headers of its own', () => {
    const request = buildRequest(inputOf('{"model":"up-1"}'));
    expect([request.origin, request.path, request.method]).toEqual([
      'https://api.vendor.test',
      '/v1/chat/completions',
      'POST',
    ]);
    expect(request.headers).toEqual([
      ...['authorization', 'Bearer sk-upstream'],
      ...['content-type', 'application/json'],
      ...['accept', 'application/json'],
      ...['accept-encoding', 'identity'],
      ...['x-client-request-id', 'req_1'],
    ]);
    const embeddings = { operation: 'embeddings', dialect: null } as const;
    expect(buildRequest(inputOf('{"model":"up-1"}', embeddings)).path).toBe('/v1/embeddings');
    expect(buildRequest(inputOf('{"model":"up-1","stream":true}')).headers).toContain('text/event-stream');
  });

  it('passes the very bytes when nothing changes', () => {
    const unary = inputOf('{ "model": "up-1", "x": 1.0, "big": 12345678901234567890 }');
    expect(buildRequest(unary).body).toBe(unary.raw);
    const stream = inputOf('{"model":"up-1","stream":true,"stream_options":{"include_usage":true}}');
    expect(buildRequest(stream).body).toBe(stream.raw);
  });

  it('exchanges the model in place and leaves every other byte', () => {
    const { body } = buildRequest(inputOf('{ "n": 1.0, "model" : "public" , "s": "\\u00e9\\/" }'));
    expect(body.toString()).toBe('{ "n": 1.0, "model" : "up-1" , "s": "\\u00e9\\/" }');
  });

  it('is not fooled by a model deeper down or inside a text', () => {
    const json = '{"messages":[{"content":"\\"model\\":\\"public\\"","model":"public"}],"model":"public"}';
    const expected = json.replace(/"public"}$/, '"up-1"}');
    expect(buildRequest(inputOf(json)).body.toString()).toBe(expected);
  });

  it('asks every stream for its usage and keeps the other options', () => {
    const from = (options: string): unknown => sent(inputOf(`{"stream":true${options},"model":"up-1"}`));
    const asked = { stream: true, model: 'up-1', stream_options: { include_usage: true } };
    expect(from('')).toEqual(asked);
    expect(from(',"stream_options":null')).toEqual(asked);
    expect(from(',"stream_options":{"include_usage":false}')).toEqual(asked);
    expect(from(',"stream_options":{"a":1}')).toEqual({ ...asked, stream_options: { a: 1, include_usage: true } });
    expect(sent(inputOf('{"model":"up-1"}'))).toEqual({ model: 'up-1' });
  });

  it('follows the operation’s word on streaming', () => {
    expect(sent(inputOf('{"model":"up-1","stream":true}', { stream: false }))).toEqual({
      model: 'up-1',
      stream: false,
    });
  });

  it('drops the tier, and says so', () => {
    const request = buildRequest(inputOf('{"model":"m","service_tier":"priority","seed":1}'));
    expect(JSON.parse(request.body.toString())).toEqual({ model: 'up-1', seed: 1 });
    expect(request.droppedHints).toEqual(['service_tier']);
  });

  it.each([
    '{"model":"a","model":"up-1"}',
    '{"max_tokens":9000,"max_tokens":1,"model":"up-1"}',
    '{"mod\\u0065l":"x","model":"up-1"}',
  ])('writes a body anew in which a key stands twice: %s', (json) => {
    const { body } = buildRequest(inputOf(json));
    expect(body.toString()).toBe(JSON.stringify(JSON.parse(json)));
  });

  it.each(['MODEL', 'Max_Tokens', '\u017Ftream', 'Service_Tier'])(
    'drops %s, which some readers take for another key',
    (alias) => {
      const request = buildRequest(inputOf(`{"model":"up-1",${JSON.stringify(alias)}:"x"}`));
      expect([JSON.parse(request.body.toString()), request.droppedHints]).toEqual([{ model: 'up-1' }, [alias]]);
    },
  );

  it('writes a body anew that has escapes in a key, so that the provider reads what we read', () => {
    // Primes the fault of V8 14.6 that makes it take the second key for the first.
    JSON.parse('{"model":"up-1","max_toke\\\\u":1}');
    const input = inputOf('{"model":"up-1","max_toke\\u006es":9000}');
    const { body } = buildRequest(input);
    expect(body).toBe(JSON.stringify(input.body));
  });

  it('writes a body that has no bytes, __proto__ included', () => {
    const json = '{"__proto__":{"a":1},"model":"m"}';
    expect(buildRequest(inputOf(json, { raw: null })).body).toBe('{"__proto__":{"a":1},"model":"up-1"}');
  });

  it('sends what a parse and a stringify would send, for any body', () => {
    const spaces = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(jsonObject, spaces, fc.boolean(), (source, space, stream) => {
        const json = JSON.stringify(source, null, space);
        const bySplice = inputOf(json, { stream });
        expect(sent(bySplice)).toEqual(sent({ ...bySplice, raw: null }));
      }),
      { numRuns: 500 },
    );
  });

  it('throws for a base URL that is none', () => {
    const input = inputOf('{"model":"m"}', { target: { baseUrl: 'nowhere', credential: 'x' } });
    expect(() => buildRequest(input)).toThrow(TypeError);
  });
});

describe('spliceMembers', () => {
  it('changes what it is told and nothing else, for any object', () => {
    const changed = fc.dictionary(plainKey, jsonValue, { maxKeys: 3 });
    fc.assert(
      fc.property(jsonObject, changed, (source, changes) => {
        const spliced = spliceMembers(Buffer.from(JSON.stringify(source)), new Map(Object.entries(changes)));
        const expected = Object.fromEntries([...Object.entries(source), ...Object.entries(changes)]);
        expect(JSON.parse(spliced?.toString() ?? 'null')).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });
});

describe('isBaseUrl', () => {
  it.each([
    ['https://api.vendor.test/v1', true],
    ['http://127.0.0.1:8090/v1', true],
    ['https://user:pw@host/v1', false],
    ['https://host/v1?key=x', false],
    ['https://host/v1#x', false],
    ['ftp://host', false],
    ['host', false],
  ])('%s: %s', (url, expected) => {
    expect(isBaseUrl(url)).toBe(expected);
  });
});
