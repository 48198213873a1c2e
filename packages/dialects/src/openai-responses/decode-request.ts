/** A body of `POST /v1/responses` in the middle form. References to what is stored were resolved before. */
import type { ApiError } from '@turnpike/errors/api-error';
import { type Conversation, EMPTY_CONVERSATION, type Reasoning } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { FieldFindings } from '../field-findings.js';
import { booleanOf, isRecord, listOf, numberOf, textOf } from '../json.js';
import { decodeInput } from './decode-input.js';
import { decodeText, decodeToolChoice, decodeTools } from './decode-tools.js';
import { isUnsaid } from './unsaid.js';

/** Fields that the middle form has a place for, or that the gateway itself does as it is told by. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'model', 'input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'max_output_tokens', 'temperature',
  'top_p', 'top_logprobs', 'text', 'reasoning', 'include', 'stream', 'user', 'safety_identifier', 'store', 'metadata',
  'previous_response_id', 'background',
]); // prettier-ignore

/** A bound on tools that only this wire's own providers run has nothing to bound elsewhere. */
const HINTS: ReadonlySet<string> = new Set([
  'service_tier', 'prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options', 'stream_options', 'truncation',
  'max_tool_calls',
]); // prettier-ignore

/** What `include` asks for of tools that a translated call can't have, or of what the caller sent itself. */
const INCLUDABLE: ReadonlySet<unknown> = new Set([
  'reasoning.encrypted_content', 'message.output_text.logprobs', 'message.input_image.image_url',
  'file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources',
  'computer_call_output.output.image_url', 'code_interpreter_call.outputs',
]); // prettier-ignore

const PATHS = { messages: 'input', system: 'instructions', responseFormat: 'text.format', logprobs: 'top_logprobs' };

/** A body that its operation accepted. The error names what can't be understood after all. */
export function decodeRequest(body: JsonObject): Conversation | ApiError {
  const findings = new FieldFindings();
  const { instructions } = body;
  if (!isUnsaid(instructions) && typeof instructions !== 'string') findings.invalid('instructions', 'must be a string');
  const turns = decodeInput(body.input, findings);
  const { tools, choice } = decodeToolChoice(body.tool_choice, decodeTools(body.tools, findings), findings);
  const responseFormat = decodeText(body.text, findings);
  const reasoning = decodeReasoning(body.reasoning, findings);
  const logprobs = decodeLogprobs(body, findings);
  const isDefault = body.truncation === 'disabled' ? ['truncation'] : [];
  findings.rest(body, '', { read: new Set([...UNDERSTOOD, ...isDefault]), hints: HINTS });
  if (findings.error !== null) return findings.error;
  return {
    ...EMPTY_CONVERSATION,
    from: 'openai-responses',
    system: typeof instructions === 'string' ? [{ kind: 'text', text: instructions }, ...turns.system] : turns.system,
    messages: turns.messages,
    tools,
    toolChoice: choice,
    parallelToolCalls: booleanOf(body.parallel_tool_calls),
    maxOutputTokens: numberOf(body.max_output_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    logprobs,
    responseFormat,
    reasoning,
    endUser: textOf(body.user) ?? textOf(body.safety_identifier),
    stream: body.stream === true,
    foreign: findings.foreign,
    paths: PATHS,
  };
}

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

function decodeReasoning(given: unknown, findings: FieldFindings): Reasoning | null {
  if (isUnsaid(given)) return null;
  if (!isRecord(given)) {
    findings.invalid('reasoning', 'must be an object');
    return null;
  }
  // What a model does that isn't told otherwise says nothing.
  const defaults = [given.context === 'auto' ? 'context' : '', given.mode === 'standard' ? 'mode' : ''];
  const read = new Set(['effort', 'summary', 'generate_summary', ...defaults]);
  findings.rest(given, 'reasoning', { read, hints: new Set() });
  const effort = EFFORTS.find((known) => known === given.effort) ?? null;
  if (effort === null && !isUnsaid(given.effort) && given.effort !== 'none') findings.meaning('reasoning.effort');
  const visible = showsThoughts(given) ? true : null;
  return { enabled: given.effort !== 'none', effort, budgetTokens: null, visible };
}

/** Whether a summary of the thoughts was asked for. */
export function showsThoughts(reasoning: JsonObject): boolean {
  return !isUnsaid(reasoning.summary) || !isUnsaid(reasoning.generate_summary);
}

function decodeLogprobs(body: JsonObject, findings: FieldFindings): number | null {
  listOf(body.include).forEach((wanted, index) => {
    if (!INCLUDABLE.has(wanted)) findings.meaning(`include[${index}]`);
  });
  const isWanted = listOf(body.include).includes('message.output_text.logprobs');
  return isWanted ? (numberOf(body.top_logprobs) ?? 0) : null;
}
