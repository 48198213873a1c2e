/**
 * What is measured: something that a chat completion can be asked of.
 *
 * @typedef {'unary' | 'paced' | 'burst' | 'translated' | 'translated-burst'} Kind which upstream answers; of the last two our gateway
 *   asks another wire and translates, where the others relay the caller's own
 * @typedef {Record<Kind, string>} Origins
 *
 * @typedef {object} Target
 * @property {'direct' | 'nginx' | 'node-relay' | 'gateway' | 'portkey'} name
 * @property {string} title
 * @property {readonly number[]} pids whose CPU time and memory are its; none for direct
 * @property {Origins} origins
 * @property {(kind: Kind) => Record<string, string>} headers beyond the usual of a request
 * @property {(requestId: string, outputTokens: number) => Promise<void>} [expectBilled] waits for the usage event of an answered call
 * @property {() => Promise<void>} stop
 */

/** @type {readonly Kind[]} */
export const KINDS = ['unary', 'paced', 'burst', 'translated', 'translated-burst'];

/**
 * @param {(kind: Kind) => string} originOf
 * @returns {Origins}
 */
export function originsOf(originOf) {
  return /** @type {Origins} */ (Object.fromEntries(KINDS.map((kind) => [kind, originOf(kind)])));
}
