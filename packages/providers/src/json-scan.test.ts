import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObject, jsonValue } from '../test/arbitrary-json.js';
import { findLastMember, readMembers } from './json-scan.js';

const USAGE = Buffer.from('"usage"');
const layout = fc.constantFrom('', ' ', '\t');

describe('readMembers', () => {
  it('finds every member in its order, with its very text', () => {
    fc.assert(
      fc.property(jsonObject, layout, (source, space) => {
        const bytes = Buffer.from(JSON.stringify(source, null, space));
        const members = readMembers(bytes)?.map(({ rawKey, valueStart, valueEnd }) => {
          // The only line feeds are those of the layout, in which a member's value is one step further in.
          const text = bytes.toString('utf8', valueStart, valueEnd).replaceAll(`\n${space}`, '\n');
          return [rawKey, text];
        });
        expect(members).toEqual(
          Object.entries(source).map(([name, value]) => [name, JSON.stringify(value, null, space)]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('finds the end of long texts, whatever stands around the place where the search changes', () => {
    const piece = fc.constantFrom('x', '"', '\\', '\n', 'é');
    const long = fc.tuple(fc.integer({ min: 55, max: 70 }), fc.array(piece, { maxLength: 12 }));
    fc.assert(
      fc.property(long, ([length, pieces]) => {
        const source = { a: 'x'.repeat(length) + pieces.join(''), b: 1 };
        const members = readMembers(Buffer.from(JSON.stringify(source)));
        expect(members?.map((member) => member.rawKey)).toEqual(['a', 'b']);
      }),
      { numRuns: 300 },
    );
  });

  it('shows doubled keys, and escapes as they are', () => {
    const json = ' {"mod\\u0065l" : 1 , "a":[ "}" ], "a" :null } ';
    expect(readMembers(Buffer.from(json))?.map((member) => member.rawKey)).toEqual(['mod\\u0065l', 'a', 'a']);
  });

  const broken = [
    '',
    '[]',
    '1',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1}x',
    '{"a":"',
    '{"a":[',
    '{"a":}',
    '{a:1}',
    '{"a":1,}',
  ];
  it.each(broken)('says null of %j', (text) => {
    expect(readMembers(Buffer.from(text))).toBeNull();
  });

  it('ends on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        for (const start of ['', '{"a":', '{"usage":']) {
          const document = Buffer.concat([Buffer.from(start), bytes]);
          const ends = readMembers(document)?.map((member) => member.valueEnd) ?? [];
          expect(ends.every((end) => end <= document.length)).toBe(true);
          expect(findLastMember(document, USAGE)?.length ?? 0).toBeLessThanOrEqual(document.length);
        }
      }),
    );
  });
});

describe('findLastMember', () => {
  it('is null or what JSON.parse has for that key', () => {
    fc.assert(
      fc.property(jsonObject, layout, (source, space) => {
        const bytes = Buffer.from(JSON.stringify(source, null, space));
        const found = findLastMember(bytes, USAGE);
        if (found === null) return;
        expect(JSON.parse(found.toString())).toEqual((JSON.parse(bytes.toString()) as { usage: unknown }).usage);
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds it wherever it stands among the members, when nothing else looks like it', () => {
    fc.assert(
      fc.property(jsonObject, jsonValue, jsonObject, layout, (before, usage, after, space) => {
        const members = [...Object.entries(before), ['usage', usage] as const, ...Object.entries(after)];
        const all = Object.fromEntries(members);
        const bytes = Buffer.from(JSON.stringify(all, null, space));
        fc.pre(bytes.lastIndexOf(USAGE) === bytes.indexOf(USAGE));
        expect(findLastMember(bytes, USAGE)).not.toBeNull();
      }),
    );
  });

  it.each(['{"a":{"usage":{"x":1}}}', '{"a":[{"usage":1}]}', '[{"usage":1}]', '{"a":"usage"}', '{"a":"\\"usage":1}'])(
    'does not take a deeper one, or a string: %s',
    (body) => {
      expect(findLastMember(Buffer.from(body), USAGE)).toBeNull();
    },
  );
});
