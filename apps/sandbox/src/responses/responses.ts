import type { AnswerPlan } from '../answer/plan.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Rendering } from '../exchange/rendering.js';
import { invalidRequest, toErrorBody } from '../openai/openai-error.js';
import { beginResponse, composeOutput, finishResponse, type ResponseObject } from './compose-response.js';
import { checkCalls, type Item } from './input-items.js';
import { ResponseEvents } from './response-events.js';
import type { ResponseStore } from './response-store.js';
import { parseResponsesRequest, toAsk, type ResponsesRequest } from './responses-request.js';

/** `POST /v1/responses`. */
export async function answerResponses(exchange: Exchange, store: ResponseStore): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseResponsesRequest(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const { request } = parsed;
  const { previousId } = request;
  const previous = previousId === undefined ? undefined : store.find(previousId);
  if (previousId !== undefined && previous === undefined) {
    const message = `Previous response with id '${previousId}' not found.`;
    return exchange.refuse(invalidRequest(message, 'previous_response_id', 'previous_response_not_found'));
  }
  const before = previous === undefined ? [] : [...previous.before, ...previous.input, ...previous.response.output];
  const items = [...before, ...request.items];
  const unanswerable = checkCalls(items);
  if (unanswerable !== undefined) return exchange.refuse(unanswerable);
  const keep = (response: ResponseObject): void => {
    if (request.store) store.add({ response, input: request.items, before });
  };
  await answerConversation(exchange, toAsk(request, items), rendering(request, keep));
}

/** How responses are written. One that is to be kept can be had again before its last byte has left. */
function rendering(request: ResponsesRequest, keep: (response: ResponseObject) => void): Rendering {
  const begun = beginResponse(request, Date.now());
  const finish = (plan: AnswerPlan): { output: ResponseObject['output']; response: ResponseObject } => {
    const output = composeOutput(request, plan);
    const response = finishResponse(begun, output, plan);
    keep(response);
    return { output, response };
  };
  return {
    abilities: { images: false, cacheWrites: true, filtered: true },
    steeringParam: 'input',
    whole: (plan) => finish(plan).response,
    stream: (plan) => new ResponseEvents(begun, finish(plan).output, plan).frames(),
    streamType: 'text/event-stream; charset=utf-8',
    streamError: (refusal) => {
      const { error } = toErrorBody(refusal) as { error: { code: string | null; message: string } };
      const event = { type: 'error', code: error.code ?? 'server_error', message: error.message, param: null };
      return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
    },
  };
}

/** Items of a kept response's own request, as `GET /v1/responses/{id}/input_items` lists them: newest first. */
export function listInputItems(input: readonly Item[]): object {
  const data = input
    .map((item, index) => ({ id: `msg_in_${index}`, type: 'message', ...item, content: contentOf(item) }))
    .reverse();
  return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
}

function contentOf({ content }: Item): unknown {
  return typeof content === 'string' ? [{ type: 'input_text', text: content }] : content;
}
