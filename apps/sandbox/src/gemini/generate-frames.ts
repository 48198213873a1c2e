import type { AnswerPlan } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import type { Frame } from '../exchange/rendering.js';
import {
  callParts,
  envelope,
  pictureParts,
  renderBlock,
  renderFinish,
  renderLogprobs,
  renderUsage,
  type GenerateWriter,
} from './generate-answer.js';

/** Puts the responses of a stream on the wire: as events, or as the items of one JSON array. */
export interface StreamForm {
  type: string;
  item(response: object): string;
  end: string;
}

/** Server-sent events, with the line ends that Google writes. */
export const EVENTS: StreamForm = {
  type: 'text/event-stream',
  item: (response) => `data: ${JSON.stringify(response)}\r\n\r\n`,
  end: '',
};

/** One array, open until the end. Each stream has its own. */
export function arrayForm(): StreamForm {
  let isFirst = true;
  return {
    type: 'application/json; charset=UTF-8',
    item: (response) => {
      const lead = isFirst ? '[' : ',\r\n';
      isFirst = false;
      return `${lead}${JSON.stringify(response, null, 2)}`;
    },
    end: '\n]',
  };
}

/** The responses of a stream: thoughts, words, pictures, calls; at last why it ends, with the usage. */
export function* generateFrames(plan: AnswerPlan, writer: GenerateWriter, form: StreamForm): Generator<Frame> {
  const reports = plan.steering.omitUsage !== true;
  const closing = reports ? { usage: renderUsage(plan.usage) } : {};
  if (plan.finish === 'filtered') {
    yield { bytes: form.item(envelope(writer, plan, { promptFeedback: renderBlock(), ...closing })), usage: reports };
  } else {
    yield* partFrames(plan, writer, form);
    for (let index = 0; index < plan.choices; index += 1) {
      const isLast = index === plan.choices - 1;
      yield {
        ...closingFrame(plan, index, (candidate) =>
          form.item(envelope(writer, plan, { candidates: [candidate], ...(isLast ? closing : {}) })),
        ),
        usage: isLast && reports,
      };
    }
  }
  if (form.end !== '') yield { bytes: form.end };
}

/** Why a candidate ends; a refusal says its words here, and nowhere else. */
function closingFrame(plan: AnswerPlan, index: number, render: (candidate: object) => string): Frame {
  const content = plan.refusal === undefined ? { content: { parts: [{ text: '' }], role: 'model' } } : {};
  const bytes = render({ ...content, ...renderFinish(plan), index });
  if (plan.refusal === undefined) return { bytes };
  return { bytes, piece: { strand: 'text', choice: index, length: plan.refusal.length } };
}

function* partFrames(plan: AnswerPlan, writer: GenerateWriter, form: StreamForm): Generator<Frame> {
  const { steering, usage, topLogprobs } = { ...plan, ...writer };
  // While it writes, Google tells what it has read.
  const so = steering.omitUsage === true ? {} : { usage: readSoFar(usage.promptTokens) };
  const render = (index: number, part: object, more: object = {}): string =>
    form.item(
      envelope(writer, plan, { candidates: [{ content: { parts: [part], role: 'model' }, index, ...more }], ...so }),
    );
  const choices = Array.from({ length: plan.choices }, (_, index) => index);
  for (const text of splitIntoPieces(plan.thoughts, undefined)) {
    for (const choice of choices) {
      yield {
        bytes: render(choice, { text, thought: true }),
        piece: { strand: 'thoughts', choice, length: text.length },
      };
    }
  }
  for (const text of splitIntoPieces(plan.text, steering.chunks)) {
    const odds = topLogprobs === undefined ? {} : renderLogprobs(text, topLogprobs);
    for (const choice of choices) {
      yield { bytes: render(choice, { text }, odds), piece: { strand: 'text', choice, length: text.length } };
    }
  }
  for (const choice of choices) {
    for (const part of pictureParts(plan)) yield { bytes: render(choice, part) };
    for (const [at, part] of callParts(plan, writer).entries()) {
      const { name = '', json = '' } = plan.calls[at] ?? {};
      yield { bytes: render(choice, part), piece: { strand: 'tools', choice, length: name.length + json.length } };
    }
  }
}

function readSoFar(promptTokens: number): object {
  return {
    promptTokenCount: promptTokens,
    totalTokenCount: promptTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
  };
}
