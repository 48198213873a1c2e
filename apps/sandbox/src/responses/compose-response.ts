import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan } from '../answer/plan.js';
import type { ResponsesRequest } from './responses-request.js';

/** A response as OpenAI has it: what was asked for, repeated, and what came of it. */
export interface ResponseObject extends Record<string, unknown> {
  id: string;
  output: OutputItem[];
}

/** One item of `output`; what its other fields are depends on `type`. */
export interface OutputItem extends Record<string, unknown> {
  id: string;
  type: 'reasoning' | 'message' | 'function_call';
}

/** Thoughts that only the provider can read. */
const SEALED = Buffer.from('what the sandbox thought').toString('base64');

/** The response before anything was said. `now` in milliseconds. */
export function beginResponse(request: ResponsesRequest, now: number): ResponseObject {
  const { body } = request;
  const said = (name: string, otherwise: unknown): unknown => body[name] ?? otherwise;
  return {
    id: freshId('resp_'),
    object: 'response',
    created_at: Math.floor(now / 1_000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: said('instructions', null),
    max_output_tokens: said('max_output_tokens', null),
    max_tool_calls: said('max_tool_calls', null),
    model: request.model,
    output: [],
    parallel_tool_calls: said('parallel_tool_calls', true),
    previous_response_id: said('previous_response_id', null),
    prompt_cache_key: said('prompt_cache_key', null),
    reasoning: { effort: null, summary: null, ...(said('reasoning', {}) as object) },
    safety_identifier: said('safety_identifier', null),
    service_tier: 'default',
    store: request.store,
    temperature: said('temperature', 1),
    text: { format: { type: 'text' }, verbosity: 'medium', ...(said('text', {}) as object) },
    tool_choice: said('tool_choice', 'auto'),
    tools: said('tools', []),
    top_logprobs: said('top_logprobs', 0),
    top_p: said('top_p', 1),
    truncation: said('truncation', 'disabled'),
    usage: null,
    user: said('user', null),
    metadata: said('metadata', {}),
  };
}

/** Its items: thoughts, words, calls, in the order in which they come. */
export function composeOutput(request: ResponsesRequest, plan: AnswerPlan): OutputItem[] {
  const ended = isIncomplete(plan) ? 'incomplete' : 'completed';
  const items: OutputItem[] = [];
  if (plan.thoughts !== '' || plan.usage.reasoningTokens > 0) {
    items.push({
      id: freshId('rs_'),
      type: 'reasoning',
      summary: request.showsReasoning && plan.thoughts !== '' ? [{ type: 'summary_text', text: plan.thoughts }] : [],
      ...(request.sealsReasoning ? { encrypted_content: SEALED } : {}),
    });
  }
  if (plan.text !== '' || plan.refusal !== undefined || plan.calls.length === 0) {
    items.push({ id: freshId('msg_'), type: 'message', status: ended, role: 'assistant', content: [contentOf(plan)] });
  }
  for (const { name, json } of plan.calls) {
    const call = { call_id: freshId('call_'), name, arguments: json };
    items.push({ id: freshId('fc_'), type: 'function_call', status: 'completed', ...call });
  }
  return items;
}

/** The response with all that was said. */
export function finishResponse(begun: ResponseObject, output: OutputItem[], plan: AnswerPlan): ResponseObject {
  const reason = plan.finish === 'filtered' ? 'content_filter' : 'max_output_tokens';
  return {
    ...begun,
    status: isIncomplete(plan) ? 'incomplete' : 'completed',
    ...(isIncomplete(plan) ? { incomplete_details: { reason } } : { completed_at: begun.created_at }),
    output,
    usage: plan.steering.omitUsage === true ? null : usageOf(plan),
  };
}

/** Whether the answer ends before it is over. */
export function isIncomplete({ finish }: AnswerPlan): boolean {
  return finish === 'length' || finish === 'filtered';
}

function contentOf({ text, refusal }: AnswerPlan): object {
  return refusal === undefined
    ? { type: 'output_text', annotations: [], logprobs: [], text }
    : { type: 'refusal', refusal };
}

/** Cached tokens are part of the input, reasoning part of the output. */
function usageOf({ usage }: AnswerPlan): object {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}
