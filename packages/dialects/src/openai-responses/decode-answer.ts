/** A provider's whole Response as an answer. */
import type { Answer, Choice, Finish, TokenLogprob } from '../answer.js';
import type { AssistantPart, JsonValue } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { listOf, numberOf, textOf } from '../json.js';
import { recordOf, recordsIn } from '../reading.js';
import { decodeUsage } from './usage.js';

/** Null for what is no Response, or one that failed: its output is nobody's answer. Never throws. */
export function decodeAnswer(body: JsonObject): Answer | null {
  if (body.object !== 'response' || !Array.isArray(body.output)) return null;
  if (body.status === 'failed' || body.status === 'cancelled') return null;
  const items = recordsIn(body.output);
  const parts = items.flatMap(decodeItem);
  const contents = items.filter(({ type }) => type === 'message').flatMap((item) => recordsIn(item.content));
  const logprobs = contents.flatMap((content) => decodeLogprobs(content.logprobs));
  const choice: Choice = {
    parts,
    finish: finishOf(body, kindsOf(parts)),
    logprobs: logprobs.length === 0 ? null : logprobs,
    annotations: contents.flatMap((content) => recordsIn(content.annotations) as unknown as JsonValue[]),
  };
  return { id: textOf(body.id), choices: [choice], usage: decodeUsage(body.usage) };
}

/** Items of tools that the provider runs by itself were not asked for. */
function decodeItem(item: JsonObject): AssistantPart[] {
  switch (item.type) {
    case 'message':
      return recordsIn(item.content).flatMap(decodeContent);
    case 'reasoning':
      return decodeReasoning(item);
    case 'function_call':
      return decodeCall(item);
    case 'image_generation_call':
      return decodeImage(item);
    default:
      return [];
  }
}

function decodeContent(content: JsonObject): AssistantPart[] {
  const [text, refusal] = [textOf(content.text), textOf(content.refusal)];
  if (content.type === 'refusal') return refusal === null ? [] : [{ kind: 'refusal', text: refusal }];
  return text === null ? [] : [{ kind: 'text', text }];
}

function decodeReasoning(item: JsonObject): AssistantPart[] {
  const said = [...recordsIn(item.summary), ...recordsIn(item.content)].flatMap(({ text }) => textOf(text) ?? []);
  const [text, sealed] = [said.join('\n\n'), textOf(item.encrypted_content)];
  return text === '' && sealed === null ? [] : [{ kind: 'thinking', text, signature: null, sealed }];
}

function decodeCall(item: JsonObject): AssistantPart[] {
  const [id, name] = [callIdOf(item), textOf(item.name)];
  if (id === null || name === null) return [];
  return [{ kind: 'tool_call', id, name, arguments: textOf(item.arguments) ?? '', signature: null }];
}

/** Some vendors give a call one id only. */
export function callIdOf(item: JsonObject): string | null {
  return textOf(item.call_id) ?? textOf(item.id);
}

export function decodeImage(item: JsonObject): Extract<AssistantPart, { kind: 'image' }>[] {
  const data = textOf(item.result);
  if (data === null || data === '') return [];
  const mediaType = `image/${textOf(item.output_format) ?? 'png'}`;
  return [{ kind: 'image', source: { kind: 'base64', mediaType, data }, detail: null }];
}

/** Kinds of parts that were said: they tell why an answer ended where the wire doesn't. */
export function kindsOf(parts: readonly AssistantPart[]): ReadonlySet<AssistantPart['kind']> {
  return new Set(parts.map(({ kind }) => kind));
}

/** Why a Response ended, given what was said in it. */
export function finishOf(response: JsonObject, kinds: ReadonlySet<AssistantPart['kind']>): Finish {
  const reason = recordOf(response.incomplete_details).reason;
  const isIncomplete = response.status === 'incomplete';
  if (isIncomplete && reason === 'content_filter') return { reason: 'filtered', sequence: null };
  if (isIncomplete && reason === 'max_output_tokens') return { reason: 'length', sequence: null };
  if (isIncomplete) return { reason: 'paused', sequence: null };
  if (kinds.has('tool_call')) return { reason: 'tool_calls', sequence: null };
  return { reason: kinds.has('refusal') ? 'refusal' : 'stop', sequence: null };
}

/** Log probabilities of a piece of text; those that lack token or number are passed over. */
export function decodeLogprobs(given: unknown): TokenLogprob[] {
  return recordsIn(given).flatMap((one) => {
    const read = decodeToken(one);
    if (read === null) return [];
    const alternatives = recordsIn(one.top_logprobs).flatMap((other) => decodeToken(other) ?? []);
    return [{ ...read, alternatives }];
  });
}

function decodeToken(one: JsonObject): Omit<TokenLogprob, 'alternatives'> | null {
  const [token, logprob] = [textOf(one.token), numberOf(one.logprob)];
  if (token === null || logprob === null) return null;
  const bytes = listOf(one.bytes).filter((byte): byte is number => Number.isInteger(byte));
  return { token, logprob, bytes: Array.isArray(one.bytes) ? bytes : null };
}
