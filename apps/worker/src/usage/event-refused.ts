import { sqlState } from '@turnpike/db/errors';

/** The batch holds an event that can never be recorded as it is. */
export class EventRefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EventRefusedError';
  }
}

/** Nothing of the batch can be recorded: looking for the one bad event in it would be in vain. */
export class TenantRefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TenantRefusedError';
  }
}

/** SQLSTATE classes that speak of the data: data exception, integrity constraint violation. */
const ABOUT_DATA = /^2[23]/;

/**
 * Whether the data is at fault. Everything else (the connection, a lock, memory, a table that isn't there) may pass, and
 * is tried again for ever: an event is never given up for the state of the house.
 */
export function isAboutData(error: unknown): boolean {
  if (error instanceof EventRefusedError) return true;
  const state = sqlState(error);
  return state !== null && ABOUT_DATA.test(state);
}
