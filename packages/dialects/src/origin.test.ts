import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_USAGE } from '@turnpike/domain/usage';
import { surface as anthropic } from './anthropic-messages/surface.js';
import { voice as anthropicVoice } from './anthropic-messages/voice.js';
import type { Answer } from './answer.js';
import { type AssistantPart, type Conversation, type DialectName, EMPTY_CONVERSATION } from './conversation.js';
import type { JsonObject, Surface } from './dialect.js';
import { surface as gemini } from './gemini/surface.js';
import { voice as geminiVoice } from './gemini/voice.js';
import { surface as chat } from './openai-chat/surface.js';
import { surface as responses } from './openai-responses/surface.js';
import { voice as responsesVoice } from './openai-responses/voice.js';
import { keepOwn, markAnswer, markingEncoder, mayHoldForeign, withoutForeign } from './origin.js';

const IDENTITY = {
  requestId: 'req_1',
  model: 'm',
  createdAtMs: 0,
  wantsUsage: true,
  request: { model: 'm', include: ['reasoning.encrypted_content'] },
};
const THOUGHT: AssistantPart = { kind: 'thinking', text: 'hm', signature: 'c2lnbmVk', sealed: null };
const SEALED: AssistantPart = { kind: 'thinking', text: '', signature: null, sealed: 'c2VhbGVk' };
const CALL: AssistantPart = { kind: 'tool_call', id: 'call_1', name: 'f', arguments: '{"a":1}', signature: 'Y2FsbA==' };
const PROOFS = ['c2lnbmVk', 'c2VhbGVk', 'Y2FsbA=='];

const answerOf = (...parts: AssistantPart[]): Answer => ({
  id: null,
  choices: [{ parts, finish: { reason: 'tool_calls', sequence: null }, logprobs: null, annotations: [] }],
  usage: NO_USAGE,
});

/** What a client sends that hands back an answer as it came, on each surface. */
const BACK: readonly { surface: Surface; body: (answer: any) => JsonObject; carries: AssistantPart[] }[] = [ // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of four wires
  {
    surface: anthropic, carries: [THOUGHT, SEALED],
    body: (answer) => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: answer.content }] }),
  },
  {
    surface: gemini, carries: [CALL],
    body: (answer) => ({ contents: [{ role: 'user', parts: [{ text: 'x' }] }, answer.candidates[0].content] }),
  },
  {
    surface: chat, carries: [THOUGHT, SEALED, CALL],
    body: (answer) => ({ model: 'm', messages: [{ role: 'user', content: 'x' }, answer.choices[0].message] }),
  },
  {
    surface: responses, carries: [THOUGHT, SEALED, CALL],
    body: (answer) => ({ model: 'm', input: [{ role: 'user', content: 'x' }, ...answer.output] }),
  },
]; // prettier-ignore

const MAKERS: DialectName[] = ['anthropic-messages', 'gemini', 'bedrock-converse', 'openai-responses'];

function understood(surface: Surface, body: JsonObject): Conversation {
  const conversation = surface.decodeRequest(body);
  if (!('messages' in conversation)) throw conversation;
  return conversation;
}

function proofsIn({ messages }: Conversation): string[] {
  const parts = messages.flatMap((message): readonly AssistantPart[] =>
    message.role === 'assistant' ? message.parts : [],
  );
  return parts.flatMap((part) => {
    if (part.kind === 'tool_call') return part.signature ?? [];
    return part.kind === 'thinking' ? [part.signature ?? [], part.sealed ?? []].flat() : [];
  });
}

const proofOf = (part: AssistantPart) =>
  proofsIn({ ...EMPTY_CONVERSATION, from: 'gemini', messages: [{ role: 'assistant', parts: [part], name: null }] });

describe.each(BACK.map((back) => ({ ...back, name: back.surface.dialect })))(
  'what was signed, over $name',
  ({ surface, body, carries }) => {
    const makers = MAKERS.filter((maker) => maker !== surface.dialect);

    test.each(makers)('goes back to %s, which made it, and to nobody else', (maker) => {
      const sent = surface.encodeAnswer(markAnswer(answerOf(...carries), maker), IDENTITY);
      const conversation = understood(surface, body(sent));
      expect(proofsIn(keepOwn(conversation, maker).conversation)).toEqual(carries.flatMap(proofOf));
      for (const other of MAKERS.filter((one) => one !== maker)) {
        const { conversation: own, dropped } = keepOwn(conversation, other);
        expect(proofsIn(own)).toEqual([]);
        expect(dropped.length).toBeGreaterThan(0);
      }
    });

    test('by a stream as by a whole answer', () => {
      const encoder = markingEncoder(surface.createStreamEncoder(IDENTITY), 'bedrock-converse');
      const bytes = carries.map((part) => {
      if (part.kind === 'tool_call') return encoder.encode({ kind: 'tool_call', choice: 0, call: 0, id: part.id, name: part.name, signature: part.signature });
      if (part.kind !== 'thinking') return '';
      return encoder.encode({ kind: 'thinking_seal', choice: 0, signature: part.signature, sealed: part.sealed });
    }).join('') + encoder.end(NO_USAGE); // prettier-ignore
      for (const proof of PROOFS) expect(bytes).not.toContain(`"${proof}"`);
    });
  },
);

describe('what bears no name', () => {
  test.each([
    [anthropic, { model: 'm', max_tokens: 9, messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 'c2lnbmVk' }] }] }, 'anthropic-messages'],
    [gemini, { contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'Y2FsbA==' }] }] }, 'gemini'],
    [responses, { model: 'm', input: [{ type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' }] }, 'openai-responses'],
    [chat, { model: 'm', messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: { google: { thought_signature: 'Y2FsbA==' } } }] }] }, 'gemini'],
  ] as const)('is the caller’s own wire’s', (surface, body, maker) => {
    const conversation = understood(surface, body);
    expect(keepOwn(conversation, maker)).toMatchObject({ dropped: [] });
    expect(proofsIn(keepOwn(conversation, maker).conversation)).toHaveLength(1);
    expect(proofsIn(keepOwn(conversation, 'bedrock-converse').conversation)).toEqual([]);
  }); // prettier-ignore

  test('a voice hears only what is its own', () => {
    const sent = anthropic.encodeAnswer(markAnswer(answerOf(THOUGHT, CALL), 'gemini'), IDENTITY);
    const conversation = understood(anthropic, (BACK[0] as (typeof BACK)[0]).body(sent));
    for (const voice of [anthropicVoice, responsesVoice, geminiVoice]) {
      const encoded = voice.encodeRequest(keepOwn(conversation, voice.dialect).conversation, 'gemini-2.5-flash');
      expect(JSON.stringify(encoded)).not.toContain('bWFkZSBieTog');
    }
  });
});

describe('a body that passes', () => {
  const turn = (given: DialectName, { surface, body, carries }: (typeof BACK)[number]) =>
    body(surface.encodeAnswer(markAnswer(answerOf(...carries, { kind: 'text', text: 'so' }), given), IDENTITY));

  test.each(BACK)('loses what others signed, and nothing else: $surface.dialect', (back) => {
    const foreign = turn('bedrock-converse', back);
    expect(mayHoldForeign(Buffer.from(JSON.stringify(foreign)))).toBe(true);
    const passing = withoutForeign(foreign);
    if (back.surface === responses) return;
    expect(mayHoldForeign(Buffer.from(JSON.stringify(passing)))).toBe(false);
    expect(JSON.stringify(passing)).toContain('so');
    if (back.carries.includes(CALL)) expect(JSON.stringify(passing)).toContain('"f"');
  });

  test('Gemini 3 is told that a call isn’t its own', () => {
    const marked = turn('anthropic-messages', BACK[1] as (typeof BACK)[0]);
    expect(JSON.stringify(withoutForeign(marked))).toContain('"thoughtSignature":"skip_thought_signature_validator"');
  });

  test('is the same where nobody else signed anything', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
      expect(withoutForeign(body)).toEqual(body);
    })); // prettier-ignore
  });
});
