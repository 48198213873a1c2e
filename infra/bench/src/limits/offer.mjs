/** Load that doesn't wait for answers: so many calls a second, whatever becomes of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

/**
 * @typedef {object} Offer
 * @property {string} model
 * @property {string} key
 * @property {number} perSecond
 * @property {string} [user]
 *
 * @typedef {Map<string, number>} Outcomes calls by status, with the error's code where there was one
 */

const TICK_MS = 5;

/**
 * Offers all at once for so long, and waits for the last answer.
 * @param {readonly Offer[]} offers
 * @param {{ seconds: number, urls: readonly string[], signal: AbortSignal }} run each call goes to the next of the urls
 * @returns {Promise<Outcomes[]>} in the order of the offers
 */
export async function offerAll(offers, { seconds, urls, signal }) {
  // A connection for every call under way: calls that wait behind each other in the client would be in a queue of its own.
  const agent = new Agent({ pipelining: 1 });
  /** @type {Promise<void>[]} */
  const open = [];
  const outcomes = offers.map(() => /** @type {Outcomes} */ (new Map()));
  const sent = offers.map(() => 0);
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - startedAt) {
    signal.throwIfAborted();
    for (const [index, offer] of offers.entries()) {
      const due = Math.floor((elapsed * offer.perSecond) / 1000) + 1;
      for (let count = sent[index] ?? 0; count < due; count += 1) {
        const url = urls[count % urls.length] ?? '';
        open.push(call({ agent, origin: url, offer }, outcomes[index] ?? new Map()));
      }
      sent[index] = due;
    }
    await sleep(TICK_MS);
  }
  await Promise.all(open);
  await agent.close();
  return outcomes;
}

/**
 * @param {{ agent: Agent, origin: string, offer: Offer }} to
 * @param {Outcomes} outcomes
 */
async function call({ agent, origin, offer: { model, key, user } }, outcomes) {
  const body = { model, messages: [{ role: 'user', content: 'Count me.' }], max_tokens: 20, ...(user && { user }) };
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await agent.request({
    origin,
    path: '/v1/chat/completions',
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const said = /** @type {{ error?: { code?: string } }} */ (await answer.body.json());
  const outcome = [answer.statusCode, said.error?.code].filter(Boolean).join(' ');
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
