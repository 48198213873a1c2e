/**
 * Where a body can be spoilt. Found, not listed: every node of the operation's sample bodies, and every name that its
 * parser and its decoder ask for, wherever they ask for it. A field that is read from now on is fuzzed from now on.
 */
import { FieldFindings, type KnownFields } from '@turnpike/dialects/field-findings';
import type { JsonObject, Operation } from '@turnpike/endpoints/operation';

export type Path = readonly (string | number)[];

/** A place in a body. */
export interface Spot {
  readonly body: JsonObject;
  readonly path: Path;
}

/** The same field met in several samples is one spot, unless it stands beside another `type`. */
export function spotsOf(operation: Operation, bodies: readonly JsonObject[]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const body of bodies) {
    for (const path of [...nodesOf(body), ...namesAskedFor(operation, body)]) {
      const key = keyOf(body, path);
      if (!spots.has(key)) spots.set(key, { body, path });
    }
  }
  return [...spots.values()];
}

/** Every place in a value, itself left out. */
export function nodesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, member]) => {
    const path = [...at, isList ? Number(name) : name];
    return [path, ...nodesOf(member, path)];
  });
}

function keyOf(body: JsonObject, path: Path): string {
  let value: unknown = body;
  return path
    .map((step) => {
      const holder = value as Record<string | number, unknown>;
      value = holder[step];
      const kind = typeof holder.type === 'string' ? `(${holder.type})` : '';
      return typeof step === 'number' ? '[]' : `${kind}.${step}`;
    })
    .join('');
}

/** Paths of the members that are read of a body, there or not. */
function namesAskedFor(operation: Operation, body: JsonObject): Path[] {
  const asked = new Map<string, Path>();
  const places = new WeakMap<object, Path>();
  const note = (at: Path, name: string) => asked.set([...at, name].join('/'), [...at, name]);
  const { rest } = FieldFindings.prototype;
  FieldFindings.prototype.rest = function (object: JsonObject, at: string, known: KnownFields) {
    const place = places.get(object);
    if (place !== undefined) for (const name of [...known.read, ...known.hints]) note(place, name);
    rest.call(this, object, at, known);
  };
  try {
    read(operation, watched(body, [], { note, places }));
  } finally {
    FieldFindings.prototype.rest = rest;
  }
  return [...asked.values()];
}

function read(operation: Operation, body: JsonObject): void {
  const call = { params: {}, query: '', headers: {} };
  if (operation.kind === 'deferral') operation.parse(body);
  else operation.parse?.(body, call);
  if (operation.kind !== 'inference') return;
  operation.surface?.decodeRequest(body);
  operation.question?.surface.decodeRequest(body);
}

interface Watch {
  note(at: Path, name: string): void;
  readonly places: WeakMap<object, Path>;
}

/** The same body, which tells what is asked of its objects. */
function watched<T extends object>(value: T, at: Path, watch: Watch): T {
  const proxy = new Proxy(value, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof name === 'symbol' || typeof member === 'function') return member;
      const isList = Array.isArray(object);
      if (!isList && !(name in Object.prototype)) watch.note(at, name);
      const step = isList ? Number(name) : name;
      return typeof member === 'object' && member !== null ? watched(member, [...at, step], watch) : member;
    },
  });
  watch.places.set(proxy, at);
  return proxy;
}
