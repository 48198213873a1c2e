/** What stands where something else should: drawn with a fixed seed, put into JSON that no serializer would write. */
import fc from 'fast-check';
import type { JsonObject } from '@turnpike/endpoints/operation';
import type { Path } from './spots.js';

/** Marks JSON text that is to stand in a body as it is. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The member is left out. */
export const ABSENT = Symbol('absent');
/** A list holds its members many times over; anything else becomes a list of itself. */
export const REPEATED = Symbol('repeated');
/** The member comes twice under one name. */
export const DOUBLED = Symbol('doubled');

/** In every hostile text, so that it can be looked for where no text of a caller may be. */
export const CANARY = 'kestrel7f3a';

const nested = (depth: number, [open, close]: readonly [string, string]) =>
  new RawJson(`${open.repeat(depth)}${close.repeat(depth)}`);

const HOSTILE: readonly unknown[] = [
  ABSENT,
  REPEATED,
  DOUBLED,
  ...[null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308, -1e-308],
  ...['-0', '1e999', '-1e999', '1E400', '0.1e-400'].map((text) => new RawJson(text)),
  ...['', ' ', 'NaN', 'Infinity', '-1', '1e999', '0x10', 'null', 'true', '١٢', '1_000', '999999999999999999999'],
  ...[CANARY, `${CANARY}\ud800`, `\udfff${CANARY}`, `\0${CANARY}`, `${CANARY}\u2028\r\n\r\ndata: {}\n\n`],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...['http://[', 'file:///etc/passwd', `data:,${CANARY}`, 'data:image/png;base64,!!!!', 'data:image/png;base64,'],
  ...['gs://a/b', 'https://generativelanguage.googleapis.com/v1beta/files/a', `resp_${'0'.repeat(32)}`],
  ...[[], {}, [null], [[]], [{}], [''], [CANARY, 1, null], { type: CANARY }, { type: null }, { [CANARY]: CANARY }],
  new RawJson('{"__proto__":{"type":"text","x":1},"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":null}'),
  nested(90, ['[', ']']),
  new RawJson(`${'{"a":'.repeat(90)}1${'}'.repeat(90)}`),
  nested(5_000, ['[', ']']),
  CANARY.repeat(4_000),
  `${'\u{1f600}'.repeat(5_000)}\ud83d`,
  Array.from({ length: 2_000 }, () => null),
  Array.from({ length: 300 }, (_, index) => ({ type: 'text', text: `${CANARY}${index}`, role: 'user', content: 'x' })),
  Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${CANARY}${index}`, index])),
];

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/** The body's JSON with a value in one place. */
export function withValue(body: JsonObject, path: Path, value: unknown): string {
  const copy = structuredClone(body) as Record<string | number, unknown>;
  let holder = copy;
  for (const step of path.slice(0, -1)) {
    // A name that is asked for below a member that isn't there.
    holder = (holder[step] ??= {}) as Record<string | number, unknown>;
  }
  const name = path.at(-1) as string | number;
  if (value === ABSENT) {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else Reflect.deleteProperty(holder, name);
  } else if (value === REPEATED) holder[name] = Array.from({ length: 40 }, () => holder[name]).flat();
  else if (value === DOUBLED) return doubled(copy, path);
  else Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  return stringify(copy);
}

/** Its first member once more, at the end and with nothing in it. */
function doubled(body: object, [name]: Path): string {
  const text = stringify(body);
  return `${text.slice(0, -1)},${JSON.stringify(String(name))}:[]}`;
}

function stringify(value: unknown): string {
  const raw: string[] = [];
  const text = JSON.stringify(value, (_name, member: unknown) => {
    return member instanceof RawJson ? `@@raw${raw.push(member.text) - 1}@@` : member;
  });
  return text.replaceAll(/"@@raw(\d+)@@"/g, (_whole, index: string) => raw[Number(index)] ?? 'null');
}
