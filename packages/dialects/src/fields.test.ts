import { describe, expect, test } from 'vitest';
import { type Conversation, EMPTY_CONVERSATION, type Tool, type ToolChoice } from './conversation.js';
import { Untranslatable } from './dialect.js';
import { voice as bedrockConverse } from './bedrock-converse/voice.js';
import { voice as cohereChat } from './cohere-chat/voice.js';
import { voice as gemini } from './gemini/voice.js';

const form: Tool = { name: 'json', description: null, parameters: { type: 'object', properties: {} }, strict: null };
const other: Tool = { ...form, name: 'other' };
const path = 'tool_choice.disable_parallel_tool_use';

describe.each([
  ['Gemini', gemini],
  ['Bedrock', bedrockConverse],
  ['Cohere', cohereChat],
])('%s, whose models may call several tools at once', (_name, voice) => {
  const ask = (tools: Tool[], toolChoice: ToolChoice | null) => {
    const conversation: Conversation = {
      ...EMPTY_CONVERSATION,
      from: 'anthropic-messages',
      messages: [{ role: 'user', parts: [{ kind: 'text', text: 'hi' }], name: null }],
      ...{ tools, toolChoice, parallelToolCalls: false, paths: { parallelToolCalls: path } },
    };
    const encoded = voice.encodeRequest(conversation, 'some-model');
    return encoded instanceof Untranslatable ? encoded : encoded.dropped;
  };

  test('is not told that one call is enough, where the one tool must be called; that is listed', () => {
    expect(ask([form], { kind: 'tool', name: 'json' })).toEqual([path]);
    expect(ask([form], { kind: 'required' })).toEqual([path]);
  });

  test('is not asked where it would have the choice', () => {
    expect(ask([form], null)).toMatchObject({ path });
    expect(ask([form], { kind: 'auto' })).toMatchObject({ path });
    expect(ask([form, other], { kind: 'required' })).toMatchObject({ path });
  });

  test('needs no ban where there is nothing to call', () => {
    expect(ask([], null)).toEqual([]);
    expect(ask([form], { kind: 'none' })).toEqual([]);
  });
});
