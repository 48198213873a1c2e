import { countChatPromptTokens } from '@turnpike/domain/token-count';
import { pause } from '../http/pause.js';
import type { ChatAnswer } from './chat-answer.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { streamChat } from './chat-stream.js';
import { completionIdentity } from './completion-identity.js';
import type { Exchange } from './exchange.js';
import { invalidRequest, steeredError } from './openai-error.js';
import { composeReply } from './reply.js';
import { parseSteering, withoutSteering, type Steering } from './steering.js';
import { composeUsage, toOpenAiUsage } from './usage.js';

/** `POST /v1/chat/completions`. */
export async function answerChat(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseChatRequest(body.value);
  if (!parsed.ok) {
    exchange.refuse(parsed.error);
    return;
  }
  const { request } = parsed;
  exchange.delivery.model = request.model;
  exchange.delivery.stream = request.stream;
  const read = parseSteering(request.lastUserText, 'chat');
  if (!read.ok) {
    refuseSteering(exchange, read.problem);
    return;
  }
  const { steering } = read;
  if (steering.status !== undefined) {
    if (!(await pause(exchange.response, steering.delayMs ?? 0))) return;
    exchange.refuse(steeredError({ ...steering, status: steering.status }));
    return;
  }
  const answer = composeAnswer(exchange, request, steering);
  if (answer === undefined || !(await pause(exchange.response, steering.delayMs ?? 0))) return;
  if (request.stream) await streamChat(exchange, answer);
  else answerPlain(exchange, answer);
}

/** The refusal of a steering line that can't be followed. */
export function refuseSteering(exchange: Exchange, problem: string): void {
  exchange.refuse(invalidRequest(`@sandbox: ${problem}`, 'messages', 'invalid_steering'));
}

function composeAnswer(exchange: Exchange, request: ChatRequest, steering: Steering): ChatAnswer | undefined {
  const reasoning = steering.reasoningTokens ?? 0;
  const reply = composeReply({
    prompt: withoutSteering(request.lastUserText),
    text: steering.reply,
    chunks: steering.chunks,
    stop: request.stop,
    maxTokens: request.maxTokens === undefined ? undefined : Math.max(0, request.maxTokens - reasoning),
  });
  const prompt = countChatPromptTokens(request.messages);
  exchange.delivery.countedPromptTokens = prompt;
  const composed = composeUsage({ prompt, text: reply.tokens * request.choices }, steering);
  if (!composed.ok) {
    refuseSteering(exchange, composed.problem);
    return undefined;
  }
  exchange.prepareText(reply.text, request.choices);
  return { request, steering, reply, usage: composed.usage, identity: completionIdentity(request.model) };
}

function answerPlain(exchange: Exchange, answer: ChatAnswer): void {
  const { request, steering, reply, usage, identity } = answer;
  const completion = {
    id: identity.id,
    object: 'chat.completion',
    created: identity.created,
    model: identity.model,
    choices: Array.from({ length: request.choices }, (_, index) => ({
      index,
      message: { role: 'assistant', content: reply.text, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: reply.finishReason,
    })),
    ...(steering.omitUsage === true ? {} : { usage: toOpenAiUsage(usage) }),
    service_tier: 'default',
    system_fingerprint: identity.fingerprint,
  };
  if (steering.cutAfter !== undefined) {
    cutInTheMiddle(exchange, JSON.stringify(completion));
    return;
  }
  exchange.sendWhole(completion, () => {
    exchange.delivery.textDelivered();
    if (steering.omitUsage !== true) exchange.delivery.usageDelivered(usage);
  });
}

/** Announces the whole length, writes half of it, and is gone. */
function cutInTheMiddle(exchange: Exchange, body: string): void {
  const bytes = Buffer.from(body);
  exchange.delivery.status = 200;
  exchange.response.writeHead(200, {
    ...exchange.headers(),
    'content-type': 'application/json',
    'content-length': String(bytes.length),
  });
  exchange.response.write(bytes.subarray(0, bytes.length >> 1), () => {
    exchange.cut();
  });
}
