import { describe, expect, it } from 'vitest';
import { readUnaryUsage } from './usage.js';

const plain = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

describe('readUnaryUsage', () => {
  function outputOf(body: string): number | string | null {
    const { usage, fault } = readUnaryUsage(Buffer.from(body), 'chat.completions');
    return usage?.outputTokens ?? fault;
  }

  it.each([
    ['last', `{"id":"x","usage":${JSON.stringify(plain)}}`, 5],
    [
      'followed by others',
      `{"usage":${JSON.stringify(plain)},"service_tier":"default","system_fingerprint":null}\n`,
      5,
    ],
    ['indented', JSON.stringify({ choices: [], usage: plain }, null, 2), 5],
    [
      'a deeper one after it',
      `{"usage":${JSON.stringify(plain)},"x":{"usage":{"prompt_tokens":1,"completion_tokens":99}}}`,
      5,
    ],
    ['one in a text after it', `{"usage":${JSON.stringify(plain)},"x":"\\"usage\\":{}"}`, 5],
    ['only a deeper one', '{"x":{"usage":{"prompt_tokens":1,"completion_tokens":99}}}', 'no usage'],
    ['null', '{"usage":null}', 'no usage'],
    ['no JSON', '<html>', 'the answer is no JSON object'],
    ['half', `{"usage":${JSON.stringify(plain)}`, 'the answer is no JSON object'],
    ['nothing', '', 'the answer is no JSON object'],
  ])('%s', (_name, body, expected) => {
    expect(outputOf(body)).toBe(expected);
  });
});

describe('usage of what isn’t text alone', () => {
  const read = (operation: Parameters<typeof readUnaryUsage>[1], json: unknown) => {
    const { usage } = readUnaryUsage(Buffer.from(JSON.stringify(json)), operation);
    if (usage === null) return null;
    return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== 0 && value !== '0'));
  };
  const picture = { b64_json: 'x' };

  it.each([
    ['pictures are counted', 'images.generations', { data: [picture, picture] }, { images: 2 }],
    [
      'and their tokens, where they are reported',
      'images.edits',
      {
        data: [picture],
        usage: { input_tokens: 50, output_tokens: 200, input_tokens_details: { image_tokens: 40, text_tokens: 10 } },
      },
      { images: 1, inputTokens: 10, imageInputTokens: 40, imageOutputTokens: 200 },
    ],
    ['seconds', 'audio.transcriptions', { text: 'x', usage: { type: 'duration', seconds: 3.5 } }, { seconds: '3.5' }],
    ['whole seconds', 'audio.translations', { text: 'x', usage: { seconds: 100 } }, { seconds: '100' }],
    ['whisper’s own duration', 'audio.transcriptions', { text: 'x', duration: 8.47 }, { seconds: '8.47' }],
    [
      'tokens of sound',
      'audio.transcriptions',
      {
        usage: { type: 'tokens', input_tokens: 14, output_tokens: 5, input_token_details: { text_tokens: 4 } },
      },
      { inputTokens: 4, audioInputTokens: 10, outputTokens: 5 },
    ],
    ['no report', 'audio.transcriptions', { text: 'x' }, null],
    ['searches', 'rerank', { results: [], meta: { billed_units: { search_units: 2 } } }, { searches: 2 }],
    ['tokens of a ranking', 'rerank', { results: [], usage: { total_tokens: 30 } }, { inputTokens: 30 }],
    ['nothing of a ranking', 'rerank', { results: [] }, null],
    ['nothing of speech', 'audio.speech', {}, null],
    ['a list', 'images.generations', [], null],
    ['absurd seconds', 'audio.transcriptions', { usage: { seconds: -1 } }, null],
  ] as const)('%s', (_name, operation, json, expected) => {
    expect(read(operation, json)).toEqual(expected);
  });
});
