/** Which surface's fields which provider's wire can say: found out by translating each, not written down. */
import { markdownTable } from 'markdown-table';
import { ApiError } from '@turnpike/errors/api-error';
import type { DialectName } from '../src/conversation.js';
import { Untranslatable, type Voice } from '../src/dialect.js';
import { voice as anthropicMessages } from '../src/anthropic-messages/voice.js';
import { voice as bedrockConverse } from '../src/bedrock-converse/voice.js';
import { voice as cohereChat } from '../src/cohere-chat/voice.js';
import { voice as gemini } from '../src/gemini/voice.js';
import { voice as openAiChat } from '../src/openai-chat/voice.js';
import { SURFACES, type SurfaceSamples } from './field-samples.js';

/** What becomes of a field: its bytes pass, it is said in other words, it is left out and listed, or it is refused. */
export type Fate = 'passes' | 'translated' | 'dropped' | 'refused';

interface Wire {
  readonly title: string;
  readonly voice: Voice;
  /** Taken as they are. */
  readonly speaks: readonly DialectName[];
}

export const WIRES: readonly Wire[] = [
  { title: 'OpenAI-compatible, Azure', voice: openAiChat, speaks: ['openai-chat', 'openai-completions'] },
  { title: 'Anthropic', voice: anthropicMessages, speaks: ['anthropic-messages'] },
  { title: 'Gemini, Vertex', voice: gemini, speaks: ['gemini'] },
  { title: 'Bedrock', voice: bedrockConverse, speaks: [] },
  { title: 'Cohere', voice: cohereChat, speaks: [] },
];

export function fateOf(samples: SurfaceSamples, field: string, wire: Wire): Fate {
  if (wire.speaks.includes(samples.surface.dialect)) return 'passes';
  const said = samples.surface.decodeRequest({ ...samples.base, ...samples.fields[field] });
  if (said instanceof ApiError) return 'refused';
  const encoded = wire.voice.encodeRequest(said, 'some-model');
  if (encoded instanceof Untranslatable) return 'refused';
  return encoded.dropped.length > 0 ? 'dropped' : 'translated';
}

const MARKS: Readonly<Record<Fate, string>> = {
  passes: 'as it is',
  translated: 'translated',
  dropped: 'dropped',
  refused: '**refused**',
};

/** The page for people. */
export function wirePage(): string {
  const sections = SURFACES.map((samples) => {
    const head = ['Field', ...WIRES.map(({ title }) => title)];
    const rows = Object.keys(samples.fields).map((field) => {
      return [`\`${field}\``, ...WIRES.map((wire) => MARKS[fateOf(samples, field, wire)])];
    });
    return `## ${samples.title}\n\n${markdownTable([head, ...rows])}`;
  });
  return [INTRODUCTION, ...sections].join('\n\n') + '\n';
}

const INTRODUCTION = `# Surfaces and providers

Any surface is served by any provider: where both speak the same wire the bytes pass as they are, elsewhere the call is
translated by way of one middle form (\`packages/dialects\`). What can't be said on the provider's wire and changes the
answer's meaning is **refused** with a 400 that names the field as the caller wrote it, and another target of the model is
tried first. Hints are **dropped** and listed in the answer's \`x-turnpike-dropped\` header. A field that isn't listed here and
that we don't know is refused where it would have to be translated.

An answer that is translated calls the model by the name that was asked for. Where bytes pass, \`model\` is what the provider
wrote, as with the vendor itself, which answers an alias with the version behind it: to exchange it would cost a parse of
every event. \`x-turnpike-model\` says the name that was asked for, and is billed, on both ways.

Some answers have no official form on the caller's wire. Pictures that a model makes are \`message.images\` of a chat completion
(\`delta.images\` in a stream), a list of \`{"type": "image_url", "image_url": {"url": "data:…"}}\` as OpenRouter has it. Thoughts
are \`reasoning_content\` there; what their provider wants back stands in \`reasoning_details\` and, of a call, in
\`extra_content.google.thought_signature\`.

Signatures and sealed thoughts bear the name of the wire that made them wherever the caller speaks another one. Handed back,
they reach that wire alone, and are dropped and listed for all others.

This page is made by translating each field (\`packages/dialects/test\`); a test holds it to the code.`;
