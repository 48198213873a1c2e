/**
 * Answers a conversation, whatever wire it came by: follows its steering, plans the answer, and lets the wire write it.
 * Takes a request that the wire has checked, gives the whole body or the stream, refuses steering that can't be
 * followed. Keeps the account.
 */
import type { Ask } from '../answer/ask.js';
import { planAnswer, strandsOf, type AnswerPlan } from '../answer/plan.js';
import type { Exchange } from './exchange.js';
import { followSteering, refuseSteering, sendSteered } from './follow-steering.js';
import { sendGarbage } from './garbage.js';
import type { Rendering } from './rendering.js';
import { sendStream } from './send-stream.js';

/** Answers the request that the exchange is about. */
export async function answerConversation(exchange: Exchange, ask: Ask, rendering: Rendering): Promise<void> {
  const { delivery } = exchange;
  delivery.model = ask.model;
  delivery.stream = ask.stream;
  delivery.countedPromptTokens = ask.promptTokens + ask.imageInputTokens;
  const steering = await followSteering(exchange, ask.lastUserText, rendering.steeringParam);
  if (steering === undefined) return;
  const planned = await planAnswer(ask, steering, rendering.abilities);
  if (!planned.ok) return refuseSteering(exchange, planned.problem, rendering.steeringParam);
  const { plan } = planned;
  exchange.prepare(strandsOf(plan), ask.choices);
  if (!ask.stream) await sendPlain(exchange, plan, rendering.whole(plan));
  else if (steering.garbage !== undefined) await sendGarbage(exchange, plan, rendering);
  else await sendStream(exchange, plan, rendering);
}

async function sendPlain(exchange: Exchange, plan: AnswerPlan, body: object): Promise<void> {
  const { steering } = plan;
  if (steering.cutAfter !== undefined || steering.hangAfter !== undefined) {
    sendHalf(exchange, JSON.stringify(body), steering.cutAfter !== undefined);
    return;
  }
  await sendSteered(exchange, body, plan);
}

/** Announces the whole length, writes half of it, and is gone, or silent for good. */
function sendHalf(exchange: Exchange, body: string, gone: boolean): void {
  const bytes = Buffer.from(body);
  exchange.delivery.status = 200;
  exchange.response.writeHead(200, {
    ...exchange.headers(),
    'content-type': 'application/json',
    'content-length': String(bytes.length),
  });
  exchange.response.write(bytes.subarray(0, bytes.length >> 1), () => {
    if (gone) exchange.cut();
  });
}
