/** Nonsense around the body: headers, addresses, queries and forms, over bare sockets. Refused or served, never a 5xx. */
import { gzipSync } from 'node:zlib';
import type { LookupOperation, Operation } from '@turnpike/endpoints/operation';
import { OPERATIONS } from '@turnpike/endpoints/registry';
import { FUZZ_RUNS, FUZZ_SEED } from '@turnpike/testing/fix-properties';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsIn } from './corridor.fixture.js';
import { type FuzzCorridor, startFuzzCorridor } from './fuzz/fuzz-corridor.js';
import { CANARY } from './fuzz/hostile-values.js';
import { FORMS } from './fuzz/forms.js';
import { faultsOfRaw, type RawRequest } from './fuzz/raw-request.js';
import { bodiesOf, FILES } from './fuzz/samples.js';
import { pathOf } from './fuzz/send.js';

/** Of more runs than usual. */
const TIMEOUT_MS = 600_000;

let fuzz: FuzzCorridor;
beforeAll(async () => {
  fuzz = await startFuzzCorridor();
});
afterAll(() => fuzz.stop());

const operationOf = (key: string) => OPERATIONS.find((operation) => operation.key === key) as Operation;

async function expectNoFaults(requests: readonly RawRequest[]): Promise<void> {
  const faults: string[] = [];
  const waiting = requests.values();
  const worker = async () => {
    for (const request of waiting) faults.push(...(await faultsOfRaw(fuzz, request)));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(faults).toEqual([]);
  expect(faultsIn(fuzz.corridor)).toEqual([]);
  expect(fuzz.storeErrors.splice(0)).toEqual([]);
}

const long = 'x'.repeat(7_000);
const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    ',',
    ';',
    '"',
    'a',
    CANARY,
    '\x7f',
    '\x80\xff',
    'a,b',
    '0',
    '-1',
    '1e9',
    'NaN',
    'null',
    'true',
    '*',
    '*/*',
  ],
  ...['__proto__', '2023-06-01', '9999-99-99', '2026-10-21', 'utf-8', 'identity', 'gzip, br', 'chunked', 'close', long],
  ...[
    'application/json',
    'application/json; charset=utf-16',
    'application/json;;;',
    'multipart/form-data',
    'text/event-stream',
  ],
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'binary-ascii' }).map(withoutLineEnds),
);

function withoutLineEnds(value: string): string {
  return value.replaceAll(/[\r\n\0]/g, '');
}

const HEADERS = [
  ...['authorization', 'x-api-key', 'x-goog-api-key', 'content-type', 'content-encoding', 'content-length', 'accept'],
  ...[
    'anthropic-version',
    'anthropic-beta',
    'openai-organization',
    'openai-beta',
    'idempotency-key',
    'prefer',
    'expect',
  ],
  ...['transfer-encoding', 'x-request-id', 'x-client-request-id', 'traceparent', 'tracestate', 'origin', 'user-agent'],
  ...[
    'x-toll-callback-url',
    'x-toll-receipt',
    'x-forwarded-for',
    'accept-encoding',
    'cookie',
    'te',
    'range',
    'upgrade',
  ],
];

const MINIMAL = OPERATIONS.filter(
  (operation) => operation.method === 'POST' && 'parse' in operation && FILES[operation.key] === undefined,
);

test(
  'headers',
  async () => {
    const arbitrary = fc.tuple(
      fc.constantFrom(...MINIMAL),
      fc.constantFrom(...HEADERS),
      fc.array(text, { minLength: 1, maxLength: 2 }),
    );
    const cases = fc.sample(arbitrary, { seed: FUZZ_SEED, numRuns: 250 * FUZZ_RUNS });
    await expectNoFaults(
      cases.map(([operation, name, values]) => {
        const typed = name === 'content-type' ? '' : 'content-type: application/json\r\n';
        const lines = values.map((value) => `${name}: ${value}\r\n`).join('');
        // What its length says never comes: the answer has to.
        const body = Buffer.from(bodyOf(operation));
        return { operation, headers: typed + lines, body };
      }),
    );
  },
  TIMEOUT_MS,
);

describe('addresses', () => {
  const LOOKUPS = OPERATIONS.filter((operation): operation is LookupOperation => operation.kind === 'lookup');
  const SEGMENTS = [
    ...[
      '',
      '.',
      '..',
      '%2e%2e',
      '%00',
      '%ff',
      '%',
      '%2',
      '%2F',
      '%2f%2f',
      'a%2Fb',
      '%0d%0aset-cookie:a',
      '__proto__',
      ':',
      '::',
      'a:b',
    ],
    ...[
      'models%2Fopenai',
      `resp_${'0'.repeat(32)}`,
      `resp_${'f'.repeat(32)}`,
      `job_${'0'.repeat(32)}`,
      `req_${'f'.repeat(32)}`,
      'resp_',
      'job_',
    ],
    ...[
      '00000000-0000-0000-0000-000000000000',
      '-1',
      '1e9',
      "'%20OR%201=1--",
      '%F0%9F%98%80',
      '\xff',
      'x'.repeat(299),
      'x'.repeat(400),
    ],
  ];
  const QUERIES = [
    ...[
      '',
      '?',
      '?&',
      '?=',
      '?limit=',
      '?limit=-1',
      '?limit=1e9',
      '?limit=NaN',
      '?limit=1&limit=2',
      '?after=',
      '?after=%00',
    ],
    ...[
      `?after=job_${'0'.repeat(32)}`,
      '?after=%ff',
      '?order=x',
      '?stream=true',
      '?stream=%00',
      '?wait=-1',
      '?wait=1e99',
      '?wait=x',
    ],
    ...[
      '?include[]=a&include[]=b',
      '?alt=sse',
      '?alt=json',
      '?alt=%00',
      '?$alt=sse',
      '?key=',
      '?key=a',
      '?key=%ff',
      '?__proto__=1',
    ],
    ...[`?${'a=b&'.repeat(1_000)}`, `?pageSize=-1&pageToken=${'x'.repeat(3_000)}`, '?#', '?a=%E0%A4%A'],
  ];

  test(
    'of look-ups',
    async () => {
      const arbitrary = fc.tuple(
        fc.constantFrom(...LOOKUPS),
        fc.constantFrom(...SEGMENTS),
        fc.constantFrom(...QUERIES),
      );
      const cases = fc.sample(arbitrary, { seed: FUZZ_SEED, numRuns: 250 * FUZZ_RUNS });
      await expectNoFaults(
        cases.map(([operation, segment, query]) => ({
          operation,
          path: operation.path.replace(/:[a-zA-Z]+(\([^)]*\))?/, segment).replace('::', ':') + query,
          ...('parse' in operation
            ? { headers: 'content-type: application/json\r\n', body: Buffer.from(bodyOf(operation)) }
            : {}),
        })),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'of Gemini’s actions',
    async () => {
      const actions = OPERATIONS.filter(({ path, kind }) => kind === 'inference' && path.includes(':model'));
      const arbitrary = fc.tuple(
        fc.constantFrom(...actions),
        fc.constantFrom('openai', 'gemini', ...SEGMENTS),
        fc.constantFrom(...QUERIES),
      );
      const cases = fc.sample(arbitrary, { seed: FUZZ_SEED, numRuns: 150 * FUZZ_RUNS });
      await expectNoFaults(
        cases.map(([operation, segment, query]) => ({
          operation,
          path: pathOf(operation, segment) + query,
          headers: 'content-type: application/json\r\n',
          body: Buffer.from(bodyOf(operation)),
        })),
      );
    },
    TIMEOUT_MS,
  );
});

describe('encodings of a body', () => {
  const chat = Buffer.from('{"model":"openai","messages":[{"role":"user","content":"hi"}]}');
  const type = 'content-type: application/json\r\n';
  const utf16 = Buffer.from(`\ufeff${chat.toString()}`, 'utf16le');
  test.each<[string, string, Buffer]>([
    ['gzip, as announced', `${type}content-encoding: gzip\r\n`, gzipSync(chat)],
    ['gzip, cut', `${type}content-encoding: gzip\r\n`, gzipSync(chat).subarray(0, 20)],
    ['announced, and none', `${type}content-encoding: br\r\n`, chat],
    ['UTF-16', 'content-type: application/json; charset=utf-16\r\n', utf16],
    ['a byte order mark', type, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), chat])],
    ['chunks of no size', `${type}transfer-encoding: chunked\r\n`, Buffer.from('zz\r\n')],
    ['a chunk of endless size', `${type}transfer-encoding: chunked\r\n`, Buffer.from(`${'f'.repeat(20)}\r\n`)],
    [
      'trailers',
      `${type}transfer-encoding: chunked\r\n`,
      Buffer.from(`${chat.length.toString(16)}\r\n${chat.toString()}\r\n0\r\nx: ${long}\r\n\r\n`),
    ],
    ['length and chunks', `${type}content-length: 5\r\ntransfer-encoding: chunked\r\n`, Buffer.from('0\r\n\r\n')],
    ['headers without end', `${`x-a: ${long}\r\n`.repeat(4)}`, chat],
  ])('%s', async (_what, headers, body) => {
    await expectNoFaults([{ operation: operationOf('chat.completions'), headers, body }]);
  });
});

describe('forms', () => {
  test.each(FORMS)('%s', async (_what, boundary, parts) => {
    const headers = `content-type: multipart/form-data${boundary}\r\n`;
    await expectNoFaults(
      Object.keys(FILES).map((key) => ({ operation: operationOf(key), headers, body: Buffer.concat(parts(key)) })),
    );
  });
});

test('nothing is held and nothing was written down', async () => {
  const { corridor, account } = fuzz;
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0, slots: 0 });
  const records = JSON.stringify(await corridor.records(account.tenantId));
  expect(records).not.toContain(account.key);
});

/** Of the model that is served over OpenAI's own wire. */
function bodyOf(operation: Operation): string {
  return JSON.stringify(bodiesOf(operation)[0]).replaceAll('"m"', '"openai"');
}
