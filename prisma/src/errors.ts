/**
 * What PostgreSQL refused, whichever road the statement took: `pg` throws the server's error, Prisma's models throw
 * P2002, Prisma's raw queries throw P2010 with the adapter's reading inside.
 */

interface ErrorShape {
  code?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: { cause?: unknown } };
}

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const RETRYABLE = new Set(['40001', '40P01']);
const UNAVAILABLE_SQLSTATE = /^(08|57P0|53[34])/;
const UNAVAILABLE_NODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
/** What adapter-pg makes of a lost or refused connection. */
const UNAVAILABLE_KIND = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const UNAVAILABLE_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** SQLSTATE of an error of PostgreSQL, however wrapped; null for any other error. */
export function sqlState(error: unknown): string | null {
  for (const layer of layers(error)) {
    const code = layer.originalCode ?? layer.code;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) return code;
  }
  for (const { code } of layers(error)) {
    if (code === 'P2002') return UNIQUE_VIOLATION;
    if (code === 'P2003') return FOREIGN_KEY_VIOLATION;
    if (code === 'P2034') return '40001';
  }
  return null;
}

/** Whether a row with that unique value exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === UNIQUE_VIOLATION;
}

/** Whether the row refers to, or is referred to by, one that does not exist (any more). */
export function isForeignKeyViolation(error: unknown): boolean {
  return sqlState(error) === FOREIGN_KEY_VIOLATION;
}

/** Whether the transaction lost a race and may simply be run again: serialization failure or deadlock. */
export function isRetryableConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && RETRYABLE.has(state);
}

/** Whether the database could not be reached or was going down. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null && UNAVAILABLE_SQLSTATE.test(state)) return true;
  return layers(error).some(({ code, kind, cause }) => {
    if (typeof kind === 'string' && UNAVAILABLE_KIND.has(kind)) return true;
    if (typeof code === 'string' && (UNAVAILABLE_NODE.has(code) || UNAVAILABLE_PRISMA.has(code))) return true;
    return cause === undefined && /timeout exceeded when trying to connect|Connection terminated/.test(String(error));
  });
}

/** The error and what it wraps, outermost first. */
function layers(error: unknown): ErrorShape[] {
  const found: ErrorShape[] = [];
  let layer = error;
  while (typeof layer === 'object' && layer !== null && found.length < 5) {
    const shape: ErrorShape = layer;
    found.push(shape);
    layer = shape.meta?.driverAdapterError ?? shape.cause;
  }
  return found;
}
