/** A provider's chat completion chunks as deltas. Never throws: what is no JSON is an error, fields it can't read it passes over. */
import type { Delta } from '../answer.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { isRecord, listOf, numberOf, parseObject, textOf } from '../json.js';
import { unreadableEvent } from '../reading.js';
import { madeCallId, tagOf } from './call-id.js';
import { readOutput } from './decode-answer.js';
import { readFinish } from './finish-reason.js';
import { readLogprobs } from './logprobs.js';
import { readSignature } from './signature.js';
import { readUsage } from './usage.js';

const DONE = '[DONE]';
/** Nobody asks for as many choices or calls as many tools; what claims to be more is garbage. */
const MOST_CHOICES = 128;
const MOST_CALLS = 1_024;

interface ChoiceState {
  hasRefused: boolean;
  /** Calls so far, the last one of each index as the provider counts, and by id. */
  calls: number;
  byIndex: Map<number, { call: number; id: string }>;
  byId: Map<string, number>;
}

export class ChatStreamDecoder implements StreamDecoder {
  private readonly choices = new Map<number, ChoiceState>();
  private answerTag: string | null = null;

  decode({ type, data }: { type: string | null; data: string }): Delta[] {
    if (data.startsWith(DONE) && data.trim() === DONE) return [{ kind: 'end' }];
    const chunk = parseObject(data);
    if (chunk === null) return unreadableEvent(type, data);
    const error = chunk.error ?? null;
    if (error !== null || type === 'error') return [{ kind: 'error', error: error ?? chunk }];
    if (this.answerTag === null && typeof chunk.id === 'string') this.answerTag = tagOf(chunk.id);
    const deltas: Delta[] = [];
    for (const [position, choice] of listOf(chunk.choices).slice(0, MOST_CHOICES).entries()) {
      if (isRecord(choice)) this.decodeChoice(choice, position, deltas);
    }
    const usage = chunk.usage === undefined || chunk.usage === null ? null : readUsage(chunk.usage, true).usage;
    if (usage !== null) deltas.push({ kind: 'usage', usage });
    return deltas;
  }

  private decodeChoice(json: JsonObject, position: number, deltas: Delta[]): void {
    const choice = numberOf(json.index) ?? position;
    if (!Number.isInteger(choice) || choice < 0 || choice >= MOST_CHOICES) return;
    const state = this.stateOf(choice);
    const delta = isRecord(json.delta) ? json.delta : {};
    for (const piece of readOutput(delta)) {
      if (piece.kind === 'image' || piece.kind === 'audio') deltas.push({ kind: 'media', choice, part: piece });
      else deltas.push({ kind: piece.kind, choice, text: piece.text });
      if (piece.kind === 'refusal') state.hasRefused = true;
    }
    for (const call of listOf(delta.tool_calls)) {
      if (isRecord(call)) this.decodeCall(call, { choice, state }, deltas);
    }
    const tokens = readLogprobs(json.logprobs);
    if (tokens !== null) deltas.push({ kind: 'logprobs', choice, tokens });
    const word = textOf(json.finish_reason);
    if (word === null || word === '') return;
    const finish = readFinish(word, state.hasRefused);
    // The provider's way to say in mid-stream that it failed.
    deltas.push(finish === null ? { kind: 'error', error: { code: word } } : { kind: 'finish', choice, finish });
  }

  private decodeCall(
    json: JsonObject,
    { choice, state }: { choice: number; state: ChoiceState },
    deltas: Delta[],
  ): void {
    const called = isRecord(json.function) ? json.function : {};
    const id = textOf(json.id) ?? '';
    const index = numberOf(json.index);
    const name = textOf(called.name) ?? '';
    let call = findCall(state, { index, id, name });
    if (call === null) {
      if (state.calls >= MOST_CALLS) return;
      call = state.calls;
      state.calls += 1;
      state.byIndex.set(index ?? call, { call, id });
      if (id !== '') state.byId.set(id, call);
      const made = id === '' ? madeCallId(this.answerTag ?? '', { choice, call }) : id;
      deltas.push({ kind: 'tool_call', choice, call, id: made, name, signature: readSignature(json) });
    }
    const text = isRecord(called.arguments) ? JSON.stringify(called.arguments) : textOf(called.arguments);
    if (text !== null && text !== '') deltas.push({ kind: 'tool_arguments', choice, call, text });
  }

  private stateOf(choice: number): ChoiceState {
    const known = this.choices.get(choice);
    if (known !== undefined) return known;
    const state = { hasRefused: false, calls: 0, byIndex: new Map(), byId: new Map() };
    this.choices.set(choice, state);
    return state;
  }
}

/**
 * The call that a piece goes on with; null where it begins one. Some providers count every call as the first, some
 * don't count, and some give neither count nor id, but whole calls.
 */
function findCall(
  state: ChoiceState,
  { index, id, name }: { index: number | null; id: string; name: string },
): number | null {
  const named = id === '' ? undefined : state.byId.get(id);
  if (named !== undefined) return named;
  if (index === null) return id !== '' || name !== '' || state.calls === 0 ? null : state.calls - 1;
  const known = state.byIndex.get(index);
  if (known === undefined) return null;
  return id === '' || known.id === '' ? known.call : null;
}
