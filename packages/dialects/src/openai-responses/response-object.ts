/** The Response object: what was asked, repeated, and what came of it. */
import type { Usage } from '@turnpike/domain/usage';
import type { Finish } from '../answer.js';
import type { AnswerIdentity, JsonObject } from '../dialect.js';
import { booleanOf, numberOf, textOf } from '../json.js';
import { recordOf } from '../reading.js';
import { showsThoughts } from './decode-request.js';
import { responseIdOf } from './ids.js';
import { encodeUsage } from './usage.js';

export type ResponseStatus = 'in_progress' | 'completed' | 'incomplete' | 'failed';

/** What came of a request so far. */
export interface Outcome {
  readonly status: ResponseStatus;
  readonly output: readonly JsonObject[];
  readonly incompleteReason: string | null;
  readonly error: JsonObject | null;
  readonly usage: Usage | null;
}

/** What is the same in every Response object of one request. */
export interface Frame {
  readonly responseId: string;
  readonly showsThoughts: boolean;
  readonly identity: AnswerIdentity;
  readonly request: JsonObject;
}

export function frameOf(identity: AnswerIdentity): Frame {
  const request = identity.request ?? {};
  return {
    responseId: responseIdOf(identity.requestId),
    showsThoughts: showsThoughts(recordOf(request.reasoning)),
    identity,
    request,
  };
}

/** Members that an answer which says nothing of them would be refused by some client's schema without. */
export function responseObject({ responseId, identity, request }: Frame, outcome: Outcome): JsonObject {
  const { status, output, incompleteReason, error, usage } = outcome;
  const { effort, summary, generate_summary } = recordOf(request.reasoning);
  return {
    id: responseId,
    object: 'response',
    created_at: Math.floor(identity.createdAtMs / 1000),
    status,
    access_programs: null,
    background: false,
    error,
    incomplete_details: incompleteReason === null ? null : { reason: incompleteReason },
    instructions: textOf(request.instructions),
    max_output_tokens: numberOf(request.max_output_tokens),
    max_tool_calls: numberOf(request.max_tool_calls),
    model: identity.model,
    output,
    parallel_tool_calls: booleanOf(request.parallel_tool_calls) ?? true,
    previous_response_id: textOf(request.previous_response_id),
    prompt_cache_key: textOf(request.prompt_cache_key),
    reasoning: { effort: effort ?? null, summary: summary ?? generate_summary ?? null },
    safety_identifier: textOf(request.safety_identifier),
    service_tier: textOf(request.service_tier),
    store: request.store !== false,
    temperature: numberOf(request.temperature),
    text: { format: { type: 'text' }, ...recordOf(request.text) },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_logprobs: numberOf(request.top_logprobs) ?? 0,
    top_p: numberOf(request.top_p),
    truncation: textOf(request.truncation) ?? 'disabled',
    usage: usage === null ? null : encodeUsage(usage),
    user: textOf(request.user),
    metadata: recordOf(request.metadata),
  };
}

/** How an answer that wasn't interrupted stands, by why it ended. */
export function standingOf(
  finish: Finish | null,
): Pick<Outcome, 'incompleteReason'> & { status: 'completed' | 'incomplete' } {
  switch (finish?.reason) {
    case 'length':
      return { status: 'incomplete', incompleteReason: 'max_output_tokens' };
    case 'filtered':
      return { status: 'incomplete', incompleteReason: 'content_filter' };
    case 'paused':
      return { status: 'incomplete', incompleteReason: 'max_messages' };
    default:
      return { status: 'completed', incompleteReason: null };
  }
}
