import { randomUUID } from 'node:crypto';
import { findFreePort } from '../../../infra/local/ports.mjs';

/** Ports nobody listens on, and which no other search is given while this process lives. */
export async function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => findFreePort(`test ${randomUUID()}`)));
}
