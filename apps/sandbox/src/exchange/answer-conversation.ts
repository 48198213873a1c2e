/**
 * Answers a conversation, whatever wire it came by: follows its steering, plans the answer, and lets the wire write it.
 * Takes a request that the wire has checked, gives the whole body or the stream, refuses steering that can't be
 * followed. Keeps the account.
 */
import type { Ask } from '../answer/ask.js';
import { planAnswer, strandsOf } from '../answer/plan.js';
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
  if (!ask.stream) await sendSteered(exchange, rendering.whole(plan), plan);
  else if (steering.garbage !== undefined) await sendGarbage(exchange, plan, rendering);
  else await sendStream(exchange, plan, rendering);
}
