/** Events of Cohere's chat stream. Their type stands in the data, whatever the event's own field says. */
import type { Delta } from '../answer.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { isRecord, parseObject, textOf } from '../json.js';
import { recordOf, unreadableEvent } from '../reading.js';
import { FAILED, readFinish, readLogprobs } from './finish.js';
import { readChatUsage } from './usage.js';

/** Reads one stream; never throws. */
export class CohereStreamDecoder implements StreamDecoder {
  private calls = 0;
  private hasArguments = false;

  decode({ type, data }: { type: string | null; data: string }): readonly Delta[] {
    const event = parseObject(data);
    if (event === null) return unreadableEvent(type, data);
    const delta = recordOf(event.delta);
    const message = recordOf(delta.message);
    switch (event.type) {
      case 'content-start':
      case 'content-delta':
        return readContent(recordOf(message.content), event.logprobs);
      case 'tool-plan-delta':
        return thinkingOf(message.tool_plan);
      case 'tool-call-start':
        return this.startCall(callIn(message.tool_calls));
      case 'tool-call-delta':
        return this.argue(callIn(message.tool_calls));
      case 'tool-call-end':
        return this.endCall();
      case 'message-end':
        return readEnd(delta);
      default:
        return event.type === undefined && typeof event.message === 'string' ? [{ kind: 'error', error: event }] : [];
    }
  }

  private startCall(toolCall: JsonObject): Delta[] {
    const { name } = recordOf(toolCall.function);
    if (typeof toolCall.id !== 'string' || typeof name !== 'string') return [];
    const call = this.calls++;
    this.hasArguments = false;
    return [{ kind: 'tool_call', choice: 0, call, id: toolCall.id, name, signature: null }, ...this.argue(toolCall)];
  }

  private argue(toolCall: JsonObject): Delta[] {
    const text = textOf(recordOf(toolCall.function).arguments) ?? '';
    if (text === '' || this.calls === 0) return [];
    this.hasArguments = true;
    return [{ kind: 'tool_arguments', choice: 0, call: this.calls - 1, text }];
  }

  /** A call without arguments brings none, and they are an object all the same. */
  private endCall(): Delta[] {
    if (this.hasArguments || this.calls === 0) return [];
    this.hasArguments = true;
    return [{ kind: 'tool_arguments', choice: 0, call: this.calls - 1, text: '{}' }];
  }
}

/** One object, though the name is plural. */
function callIn(toolCalls: unknown): JsonObject {
  return recordOf(Array.isArray(toolCalls) ? (toolCalls as unknown[])[0] : toolCalls);
}

function readContent({ text, thinking }: JsonObject, logprobs: unknown): Delta[] {
  const deltas = thinkingOf(thinking);
  if (typeof text === 'string' && text !== '') deltas.push({ kind: 'text', choice: 0, text });
  const tokens = isRecord(logprobs) ? readLogprobs([logprobs]) : [];
  if (tokens.length > 0) deltas.push({ kind: 'logprobs', choice: 0, tokens });
  return deltas;
}

function thinkingOf(text: unknown): Delta[] {
  return typeof text === 'string' && text !== '' ? [{ kind: 'thinking', choice: 0, text }] : [];
}

/** What was used is billed there of a failed generation too, so the usage comes before the error. */
function readEnd({ finish_reason: reason, usage: json, error }: JsonObject): Delta[] {
  const usage = readChatUsage(json);
  const billed: Delta[] = usage === null ? [] : [{ kind: 'usage', usage }];
  if (reason === FAILED) return [...billed, { kind: 'error', error: { message: error, code: FAILED } }];
  const finish = readFinish(reason);
  return [...(finish === null ? [] : [{ kind: 'finish', choice: 0, finish } as const]), ...billed, { kind: 'end' }];
}
