/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** What a field may hold: a scalar, anything, a message by name, or a list or a map of one of these. */
export type Kind =
  | 'text'
  | 'number'
  | 'integer'
  | 'flag'
  | 'any'
  | { message: string }
  | { list: Kind }
  | { map: Kind }
  | { oneOf: readonly string[] };

/** Messages by name, their fields by name in camel case. */
export type Messages = Readonly<Record<string, Readonly<Record<string, Kind>>>>;

/** A request read as Google's servers read JSON, or what is wrong with it and where. */
export type Read = { ok: true; value: unknown } | { ok: false; message: string; field: string };

/**
 * Reads a message as ProtoJSON: names in camel case or snake case, a single thing where a list is expected, null for
 * what isn't there. Gives it back in camel case. A name it doesn't know is refused, as are values of another kind.
 */
export function readProto(value: unknown, name: string, messages: Messages): Read {
  return readMessage(value, name, { messages, at: '' });
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Place {
  messages: Messages;
  /** The path so far, in snake case. */
  at: string;
}

const TYPES = { text: 'TYPE_STRING', number: 'TYPE_DOUBLE', integer: 'TYPE_INT32', flag: 'TYPE_BOOL' } as const;

function readMessage(value: unknown, name: string, place: Place): Read {
  if (!isObject(value)) return invalid(value, place, name);
  const fields = place.messages[name] ?? {};
  const message: Body = {};
  for (const [said, inner] of Object.entries(value)) {
    const field = toCamel(said);
    const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (kind === undefined) return unknownName(said, place);
    if (inner === null) continue;
    const read = readKind(inner, kind, {
      ...place,
      at: place.at === '' ? toSnake(field) : `${place.at}.${toSnake(field)}`,
    });
    if (!read.ok) return read;
    message[field] = read.value;
  }
  return { ok: true, value: message };
}

function readKind(value: unknown, kind: Kind, place: Place): Read {
  if (kind === 'any') return { ok: true, value };
  if (kind === 'text') return typeof value === 'string' ? { ok: true, value } : invalid(value, place, TYPES.text);
  if (kind === 'flag') return typeof value === 'boolean' ? { ok: true, value } : invalid(value, place, TYPES.flag);
  if (kind === 'number' || kind === 'integer') return readNumber(value, kind, place);
  if ('message' in kind) return readMessage(value, kind.message, place);
  if ('list' in kind) return readList(value, kind.list, place);
  if ('map' in kind) return readMap(value, kind.map, place);
  return typeof value === 'string' && kind.oneOf.includes(value)
    ? { ok: true, value }
    : invalid(value, place, 'TYPE_ENUM');
}

/** A number may be written as text. */
function readNumber(value: unknown, kind: 'number' | 'integer', place: Place): Read {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isOne = kind === 'integer' ? Number.isInteger(number) : typeof number === 'number' && Number.isFinite(number);
  return isOne ? { ok: true, value: number } : invalid(value, place, TYPES[kind]);
}

function readList(value: unknown, kind: Kind, place: Place): Read {
  const items: unknown[] = [];
  for (const [index, item] of (Array.isArray(value) ? value : [value]).entries()) {
    const read = readKind(item, kind, { ...place, at: `${place.at}[${index}]` });
    if (!read.ok) return read;
    items.push(read.value);
  }
  return { ok: true, value: items };
}

function readMap(value: unknown, kind: Kind, place: Place): Read {
  if (!isObject(value)) return invalid(value, place, 'map');
  // Without a prototype: a key may be called __proto__.
  const map = Object.create(null) as Body;
  for (const [key, inner] of Object.entries(value)) {
    const read = readKind(inner, kind, { ...place, at: `${place.at}[${Object.keys(map).length}].value` });
    if (!read.ok) return read;
    map[key] = read.value;
  }
  return { ok: true, value: map };
}

function unknownName(name: string, { at }: Place): Read {
  const where = at === '' ? '' : ` at '${at}'`;
  const message = `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`;
  return { ok: false, message, field: at };
}

function invalid(value: unknown, { at }: Place, type: string): Read {
  const got = JSON.stringify(value)?.slice(0, 100) ?? 'null';
  return { ok: false, message: `Invalid value at '${at}' (${type}), ${got}`, field: at };
}

function toCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
