/**
 * Finds its way in JSON bytes without parsing them: where the members of the outermost object begin and end. For bytes
 * that `JSON.parse` accepted; of others it says null or a wrong place, but never runs past the end or without end.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const SHORT_STRING = 64;

/** One member of an object. Offsets are in bytes, ends exclusive. */
export interface JsonMember {
  /** As written between its quotes: escapes are not resolved. */
  rawKey: string;
  valueStart: number;
  valueEnd: number;
}

/** The members of the outermost object in their order, doubled keys included; null when it isn't one whole object. */
export function readMembers(bytes: Buffer): JsonMember[] | null {
  const open = skipSpace(bytes, 0);
  if (bytes[open] !== OPEN_BRACE) return null;
  const first = skipSpace(bytes, open + 1);
  if (bytes[first] === CLOSE_BRACE) return skipSpace(bytes, first + 1) === bytes.length ? [] : null;
  return readMembersFrom(bytes, first);
}

/** Members from a key on to the end of the document; null when anything else is there. */
function readMembersFrom(bytes: Buffer, from: number): JsonMember[] | null {
  const members: JsonMember[] = [];
  let at = from;
  for (;;) {
    const keyEnd = bytes[at] === QUOTE ? skipString(bytes, at) : -1;
    const colon = keyEnd < 0 ? -1 : skipSpace(bytes, keyEnd);
    if (bytes[colon] !== COLON) return null;
    const valueStart = skipSpace(bytes, colon + 1);
    const valueEnd = skipValue(bytes, valueStart);
    if (valueEnd < 0) return null;
    members.push({ rawKey: bytes.toString('utf8', at + 1, keyEnd - 1), valueStart, valueEnd });
    at = skipSpace(bytes, valueEnd);
    if (bytes[at] === CLOSE_BRACE) return skipSpace(bytes, at + 1) === bytes.length ? members : null;
    if (bytes[at] !== COMMA) return null;
    at = skipSpace(bytes, at + 1);
  }
}

/**
 * The value of the last member of the outermost object with this key, found from the end; null when it can't be proven
 * to be that. `needle` is the key in quotes. Costs the length of what follows the member, not of the document.
 */
export function findLastMember(bytes: Buffer, needle: Buffer): Buffer | null {
  const keyStart = bytes.lastIndexOf(needle);
  if (keyStart <= 0 || bytes[skipSpace(bytes, 0)] !== OPEN_BRACE) return null;
  // A quote inside a string has a backslash before it; one that opens a key follows a brace, a comma or space.
  if (bytes[keyStart - 1] === BACKSLASH) return null;
  // Whatever stands between the member and the document's end must be members of the same object and one brace: after
  // a deeper object, or in an array, there would be more.
  const members = readMembersFrom(bytes, keyStart);
  const member = members?.[0];
  return member === undefined ? null : bytes.subarray(member.valueStart, member.valueEnd);
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** From an opening quote to just after the closing one; -1 when there is none. */
function skipString(bytes: Buffer, open: number): number {
  let at = open + 1;
  // Keys and short texts by hand, long ones by the native search, which costs as much as sixty bytes to begin.
  const near = Math.min(bytes.length, at + SHORT_STRING);
  while (at < near) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  let quote = bytes.indexOf(QUOTE, at);
  while (quote >= 0) {
    let before = quote - 1;
    while (bytes[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
    quote = bytes.indexOf(QUOTE, quote + 1);
  }
  return -1;
}

function skipValue(bytes: Buffer, from: number): number {
  const byte = bytes[from];
  if (byte === QUOTE) return skipString(bytes, from);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return skipNested(bytes, from);
  return skipLiteral(bytes, from);
}

function skipNested(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      if (at < 0) return -1;
      continue;
    }
    at += 1;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function skipLiteral(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isLiteralByte(bytes[at])) at += 1;
  return at === from ? -1 : at;
}

/** Of numbers, `true`, `false` and `null`. */
function isLiteralByte(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte !== COMMA && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET;
}
