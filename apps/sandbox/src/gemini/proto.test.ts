import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from './gemini-messages.js';
import { parseGenerate } from './generate-request.js';
import { readProto } from './proto.js';

const read = (value: unknown) => readProto(value, 'GenerateContentRequest', MESSAGES.gemini);

describe('readProto', () => {
  it('takes both spellings, single things for lists, texts for numbers, and no nulls', () => {
    const camel = read({ contents: { parts: { text: 'x' } }, generationConfig: { topK: '4', temperature: null } });
    const snake = read({ contents: [{ parts: [{ text: 'x' }] }], generation_config: { top_k: 4 } });
    expect(camel).toEqual({
      ok: true,
      value: { contents: [{ parts: [{ text: 'x' }] }], generationConfig: { topK: 4 } },
    });
    expect(snake).toEqual(camel);
  });

  it.each(['constructor', '__proto__', 'toString', 'nothing'])('knows no field %s', (name) => {
    expect(read(JSON.parse(`{"${name}": 1}`))).toMatchObject({ ok: false });
  });
});

it('never throws, whatever is asked', () => {
  const part = fc.record(
    {
      text: fc.jsonValue(),
      functionCall: fc.jsonValue(),
      inlineData: fc.jsonValue(),
      functionResponse: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.record(
    {
      contents: fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ role: fc.constantFrom('user', 'model', 3), parts: fc.array(part) })),
      ),
      tools: fc.jsonValue(),
      toolConfig: fc.jsonValue(),
      generationConfig: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const address = { flavor: 'gemini' as const, model: 'gemini-3-pro', stream: false };
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), (value) => typeof parseGenerate(value, address).ok === 'boolean'),
  );
});
