/**
 * Writes `streamGenerateContent?alt=sse`: events that are whole responses, each with what is new, the last with the
 * reasons of the end and the usage. Function calls are written whole, once all of their arguments are there.
 */
import type { Usage } from '@turnpike/domain/usage';
import type { Delta, Finish } from '../answer.js';
import type { ToolCallPart } from '../conversation.js';
import type { AnswerIdentity, JsonObject, StreamEncoder } from '../dialect.js';
import { encodePart, finishOf } from './encode-answer.js';
import { writeLogprobs } from './logprobs.js';
import { writeUsageMetadata } from './usage.js';

interface OpenCall {
  part: Omit<ToolCallPart, 'arguments'>;
  pieces: string[];
}

interface ChoiceState {
  /** Calls whose arguments may not be complete, by their number. */
  calls: Map<number, OpenCall>;
  finish: Finish | null;
  isMalformed: boolean;
}

export class GeminiStreamEncoder implements StreamEncoder {
  private readonly identity: AnswerIdentity;
  private readonly choices = new Map<number, ChoiceState>();

  constructor(identity: AnswerIdentity) {
    this.identity = identity;
  }

  encode(delta: Delta): string {
    switch (delta.kind) {
      case 'text':
      case 'refusal':
        return this.write(delta.choice, { text: delta.text });
      case 'thinking':
        return this.write(delta.choice, { text: delta.text, thought: true });
      case 'thinking_seal':
        if (delta.signature === null) return '';
        return this.write(delta.choice, { text: '', thought: true, thoughtSignature: delta.signature });
      case 'media':
        return this.write(delta.choice, encodePart(delta.part) ?? {});
      case 'tool_call':
      case 'tool_arguments':
        this.addToCall(delta);
        return '';
      case 'logprobs':
        return this.event([{ content: EMPTY, index: delta.choice, logprobsResult: writeLogprobs(delta.tokens) }]);
      case 'finish':
        this.stateOf(delta.choice).finish = delta.finish;
        return this.closeCalls(delta.choice);
      case 'usage':
      case 'end':
      case 'error':
        return '';
    }
  }

  end(usage: Usage): string {
    if (this.choices.size === 0) this.stateOf(0);
    const calls = [...this.choices.keys()].map((choice) => this.closeCalls(choice)).join('');
    const candidates = [...this.choices].map(([index, { finish, isMalformed }]) => {
      return { content: EMPTY, ...finishOf(finish, isMalformed), index };
    });
    return calls + this.event(candidates, { usageMetadata: writeUsageMetadata(usage) });
  }

  /** Whatever comes after a call shows that the call is complete. */
  private write(choice: number, part: JsonObject): string {
    return this.closeCalls(choice) + this.event([{ content: { parts: [part], role: 'model' }, index: choice }]);
  }

  private addToCall(delta: Extract<Delta, { kind: 'tool_call' | 'tool_arguments' }>): void {
    const { calls } = this.stateOf(delta.choice);
    if (delta.kind === 'tool_arguments') {
      calls.get(delta.call)?.pieces.push(delta.text);
      return;
    }
    const { id, name, signature } = delta;
    calls.set(delta.call, { part: { kind: 'tool_call', id, name, signature }, pieces: [] });
  }

  private closeCalls(choice: number): string {
    const state = this.stateOf(choice);
    if (state.calls.size === 0) return '';
    const parts = [...state.calls.values()].map(({ part, pieces }) =>
      encodePart({ ...part, arguments: pieces.join('') }),
    );
    state.calls.clear();
    const written = parts.filter((part) => part !== null);
    state.isMalformed ||= written.length < parts.length;
    return written.length === 0 ? '' : this.event([{ content: { parts: written, role: 'model' }, index: choice }]);
  }

  private event(candidates: JsonObject[], more: JsonObject = {}): string {
    const { model, requestId } = this.identity;
    return `data: ${JSON.stringify({ candidates, ...more, modelVersion: model, responseId: requestId })}\r\n\r\n`;
  }

  private stateOf(choice: number): ChoiceState {
    let state = this.choices.get(choice);
    if (state === undefined) {
      state = { calls: new Map(), finish: null, isMalformed: false };
      this.choices.set(choice, state);
    }
    return state;
  }
}

/** As Google ends its streams: a candidate without content is none to its SDKs. */
const EMPTY = { parts: [{ text: '' }], role: 'model' } as const;
