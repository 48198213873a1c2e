/** What an answer says, taken out of it for comparison: all that the model put out, thoughts and tool calls included. */
import type { Answer, FinishReason } from '@turnpike/dialects/answer';
import type { AssistantPart, DialectName } from '@turnpike/dialects/conversation';
import type { Voice } from '@turnpike/dialects/dialect';
import { isRecord, listOf, parseObject, textOf } from '@turnpike/dialects/json';
import type { StreamTap } from '@turnpike/providers/provider-adapter';

export interface Spoken {
  readonly text: string;
  /** Of the first choice; null where it wasn't said. */
  readonly finish: FinishReason | null;
}

/** Loaded by the first shadow that needs them. */
const VOICES: Readonly<Partial<Record<DialectName, () => Promise<{ voice: Voice }>>>> = {
  'openai-chat': () => import('@turnpike/dialects/openai-chat/voice'),
  'openai-responses': () => import('@turnpike/dialects/openai-responses/voice'),
  'anthropic-messages': () => import('@turnpike/dialects/anthropic-messages/voice'),
  gemini: () => import('@turnpike/dialects/gemini/voice'),
};

/** A whole answer on a surface's wire; null when it is none. */
export async function spokenOn(dialect: DialectName, body: Buffer): Promise<Spoken | null> {
  const json = parseObject(body.toString());
  if (json === null) return null;
  if (dialect === 'openai-completions') return legacySpoken(json);
  const loaded = await VOICES[dialect]?.();
  const answer = loaded?.voice.decodeAnswer(json) ?? null;
  return answer === null ? null : spokenIn(answer);
}

/** A whole answer in the middle form. */
export function spokenIn({ choices }: Answer): Spoken {
  const parts = choices.flatMap((choice) => choice.parts);
  return { text: parts.map(textIn).join('\n'), finish: choices[0]?.finish?.reason ?? null };
}

/** A stream that has ended, or broken off. */
export function spokenBy(tap: StreamTap): Spoken {
  return { text: tap.deliveredText(), finish: tap.finishReason?.() ?? null };
}

function textIn(part: AssistantPart): string {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'thinking':
      return part.text;
    case 'tool_call':
      return `${part.name} ${part.arguments}`;
    case 'image':
    case 'audio':
      return '';
  }
}

/** Legacy completions have no voice: no provider is asked them but as they came. */
function legacySpoken(json: Readonly<Record<string, unknown>>): Spoken | null {
  if (!Array.isArray(json.choices)) return null;
  const choices = listOf(json.choices).filter(isRecord);
  const reason = textOf(choices[0]?.finish_reason);
  return {
    text: choices.map((choice) => textOf(choice.text) ?? '').join('\n'),
    finish: reason === null ? null : reason === 'length' ? 'length' : 'stop',
  };
}
