import type { Abilities } from '../answer/ask.js';
import type { AnswerPlan } from '../answer/plan.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Rendering } from '../exchange/rendering.js';
import { renderChat } from './chat-answer.js';
import { chatFrames } from './chat-frames.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { completionIdentity } from './completion-identity.js';
import { toErrorBody } from './openai-error.js';

const ABILITIES: Abilities = { images: false, cacheWrites: true, filtered: true };

/** `POST /v1/chat/completions`. */
export async function answerChat(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseChatRequest(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  await answerConversation(exchange, parsed.request.ask, chatRendering(parsed.request));
}

/** How chat completions are written, for those who share OpenAI's wire. */
export function chatRendering(request: ChatRequest): Rendering {
  const identity = completionIdentity(request.ask.model);
  const writer = { request, identity };
  return {
    abilities: ABILITIES,
    steeringParam: 'messages',
    whole: (plan: AnswerPlan) => renderChat(plan, writer),
    stream: (plan: AnswerPlan) => chatFrames(plan, writer),
    streamType: 'text/event-stream; charset=utf-8',
    streamError: (refusal) => `data: ${JSON.stringify(toErrorBody(refusal))}\n\n`,
  };
}
