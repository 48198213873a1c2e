/** What the gateways ask: answers as OpenAI does, after a while, and keeps when each call came and when it was over. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { USED } from './limit-cases.mjs';

/** @typedef {{ fromMs: number, toMs: number, user: string | undefined }} AnsweredCall */

/**
 * @param {(model: string) => number} answerMs how long an answer of a model takes
 */
export async function startUpstream(answerMs) {
  /** @type {Map<string, AnsweredCall[]>} */
  const calls = new Map();
  const server = createServer((request, response) => {
    const fromMs = performance.timeOrigin + performance.now();
    void answer(request, fromMs).then((text) => {
      response.setHeader('content-type', 'application/json');
      response.end(text);
    });
  });

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {number} fromMs
   */
  async function answer(request, fromMs) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { model, user } = JSON.parse(Buffer.concat(pieces).toString());
    const call = { fromMs, toMs: Infinity, user };
    const ofModel = calls.get(model) ?? [];
    calls.set(model, ofModel);
    ofModel.push(call);
    await sleep(answerMs(model));
    call.toMs = performance.timeOrigin + performance.now();
    const message = { role: 'assistant', content: 'A measured answer.' };
    const usage = { ...USED, total_tokens: USED.prompt_tokens + USED.completion_tokens };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    return JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices, usage });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/v1`,
    /** Those of a model since the last time they were taken. */
    take(/** @type {string} */ model) {
      const taken = calls.get(model) ?? [];
      calls.delete(model);
      return taken;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
