import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Frame } from '../exchange/rendering.js';
import { finishReasonOf, renderOdds, soundExpiry, soundOf, type ChatWriter } from './chat-answer.js';
import { ChatChunks, DONE_EVENT } from './chat-chunks.js';

/** The events of a chat stream: the choices side by side, tool calls behind the text, usage last where it was asked for. */
export function* chatFrames(plan: AnswerPlan, writer: ChatWriter): Generator<Frame> {
  const reportsUsage = writer.request.includeUsage && plan.steering.omitUsage !== true;
  const chunks = new ChatChunks(writer.identity, reportsUsage);
  const choices = Array.from({ length: plan.choices }, (_, index) => index);
  const speaksNoText = plan.refusal !== undefined || (plan.calls.length > 0 && plan.text === '');
  for (const choice of choices) yield { bytes: chunks.role(choice, speaksNoText ? null : '') };
  if (plan.steering.showThoughts === true) {
    yield* side(choices, { strand: 'thoughts', pieces: splitIntoPieces(plan.thoughts, undefined) }, (choice, piece) =>
      chunks.reasoning(choice, piece),
    );
  }
  yield* wordFrames(plan, writer, { chunks, choices });
  for (const choice of choices) yield* callFrames(plan, chunks, choice);
  for (const choice of choices) yield { bytes: chunks.finish(choice, finishReasonOf(plan)) };
  if (reportsUsage) yield { bytes: chunks.usage(plan.usage), usage: true };
  yield { bytes: DONE_EVENT };
}

interface Ways {
  chunks: ChatChunks;
  choices: readonly number[];
}

function* wordFrames(plan: AnswerPlan, writer: ChatWriter, { chunks, choices }: Ways): Generator<Frame> {
  const { sound, topLogprobs } = writer.request;
  const { refusal, steering } = plan;
  if (refusal !== undefined) {
    const pieces = splitIntoPieces(refusal, steering.chunks);
    yield* side(choices, { strand: 'text', pieces }, (choice, piece) => chunks.refusal(choice, piece));
    return;
  }
  const pieces = splitIntoPieces(plan.text, steering.chunks);
  if (sound !== undefined && pieces.length > 0) {
    for (const choice of choices) yield* soundFrames(pieces, writer, { chunks, choice });
    return;
  }
  yield* side(choices, { strand: 'text', pieces }, (choice, piece) =>
    chunks.content(
      choice,
      piece,
      topLogprobs === undefined ? undefined : { content: renderOdds([piece], topLogprobs), refusal: null },
    ),
  );
}

/** A piece of every choice, then the next piece. */
function* side(
  choices: readonly number[],
  { strand, pieces }: { strand: Strand; pieces: readonly string[] },
  render: (choice: number, piece: string) => string,
): Generator<Frame> {
  for (const piece of pieces) {
    for (const choice of choices) {
      yield { bytes: render(choice, piece), piece: { strand, choice, length: piece.length } };
    }
  }
}

/** First the id, then sound and words side by side, at last how long it is kept. */
function* soundFrames(
  pieces: readonly string[],
  { identity }: ChatWriter,
  { chunks, choice }: { chunks: ChatChunks; choice: number },
): Generator<Frame> {
  const id = freshId('audio_');
  yield { bytes: chunks.audio(choice, { id }) };
  for (const piece of pieces) {
    const data = soundOf(piece, 'pcm16').toString('base64');
    yield {
      bytes: chunks.audio(choice, { transcript: piece, data }),
      piece: { strand: 'text', choice, length: piece.length },
    };
  }
  yield { bytes: chunks.audio(choice, { expires_at: soundExpiry(identity) }) };
}

function* callFrames({ calls }: AnswerPlan, chunks: ChatChunks, choice: number): Generator<Frame> {
  for (const [index, { name, json }] of calls.entries()) {
    const opening = { index, id: freshId('call_'), type: 'function', function: { name, arguments: '' } };
    yield { bytes: chunks.toolCall(choice, opening) };
    for (const [at, piece] of splitJson(json).entries()) {
      yield {
        bytes: chunks.toolCall(choice, { index, function: { arguments: piece } }),
        piece: { strand: 'tools', choice, length: piece.length + (at === 0 ? name.length : 0) },
      };
    }
  }
}
