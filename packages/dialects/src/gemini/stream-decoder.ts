/** Reads `streamGenerateContent?alt=sse`: every event is a whole response that holds what is new. */
import type { Delta } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { isRecord, parseObject, textOf } from '../json.js';
import { countOf, recordOf, recordsIn, unreadableEvent } from '../reading.js';
import { callIdOf, decodePart, isBlocked } from './decode-answer.js';
import { readFilterMessage, readFinishReason } from './finish-reason.js';
import { readLogprobs } from './logprobs.js';
import { readUsageMetadata } from './usage.js';

/** No model makes more choices; what claims to be a further one is no choice. */
const MOST_CHOICES = 128;

/** Has no end mark: a stream that has said why it ended has ended. */
export class GeminiStreamDecoder implements StreamDecoder {
  private responseId: string | null = null;
  /** Calls so far, by choice. */
  private readonly calls = new Map<number, number>();

  decode({ type, data }: { type: string | null; data: string }): readonly Delta[] {
    const body = parseObject(data);
    if (body === null) return unreadableEvent(type, data);
    if (isRecord(body.error)) return [{ kind: 'error', error: body.error }];
    this.responseId ??= textOf(body.responseId);
    const deltas = recordsIn(body.candidates).flatMap((candidate, index) => this.decodeCandidate(candidate, index));
    if (isBlocked(body)) deltas.push({ kind: 'finish', choice: 0, finish: { reason: 'filtered', sequence: null } });
    return withUsage(deltas, body.usageMetadata);
  }

  private decodeCandidate(candidate: JsonObject, position: number): Delta[] {
    const choice = countOf(candidate.index ?? position);
    if (choice === null || choice >= MOST_CHOICES) return [];
    const deltas: Delta[] = [];
    for (const part of recordsIn(recordOf(candidate.content).parts)) this.decodePart(part, choice, deltas);
    const tokens = readLogprobs(candidate.logprobsResult);
    if (tokens !== null && tokens.length > 0) deltas.push({ kind: 'logprobs', choice, tokens });
    const refusal = readFilterMessage(candidate);
    if (refusal !== null) deltas.push({ kind: 'refusal', choice, text: refusal });
    const finish = readFinishReason(candidate.finishReason, this.calls.has(choice));
    if (finish !== null) deltas.push({ kind: 'finish', choice, finish });
    return deltas;
  }

  private decodePart(part: JsonObject, choice: number, deltas: Delta[]): void {
    const call = this.calls.get(choice) ?? 0;
    const { responseId } = this;
    const decoded = decodePart(part, (name, args) => callIdOf({ responseId, choice, call, name, args }));
    if (decoded === null) return;
    if (decoded.kind === 'tool_call') this.calls.set(choice, call + 1);
    deltas.push(...deltasOf(decoded, choice, call));
  }
}

function deltasOf(part: AssistantPart, choice: number, call: number): Delta[] {
  switch (part.kind) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return [{ kind: part.kind, choice, text: part.text }];
    case 'tool_call': {
      const { id, name, signature } = part;
      return [
        { kind: 'tool_call', choice, call, id, name, signature },
        { kind: 'tool_arguments', choice, call, text: part.arguments },
      ];
    }
    case 'image':
    case 'audio':
      return [{ kind: 'media', choice, part }];
  }
}

/**
 * Every event reports the usage so far, early ones often without any output. Such a report stands before the text that
 * came with it and that it doesn't count: should the stream be cut here, the text is not for nothing.
 */
function withUsage(deltas: Delta[], metadata: unknown): Delta[] {
  const { usage } = readUsageMetadata(metadata);
  if (usage === null) return deltas;
  const hasEnded = deltas.some(({ kind }) => kind === 'finish');
  const hasOutput = usage.outputTokens + usage.audioOutputTokens + usage.imageOutputTokens > 0;
  const isThought = usage.reasoningTokens > 0 && !deltas.some(({ kind }) => kind === 'text');
  const report: Delta = { kind: 'usage', usage };
  return hasEnded || hasOutput || isThought ? [...deltas, report] : [report, ...deltas];
}
