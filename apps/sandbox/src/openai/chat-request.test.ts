import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseChatRequest } from './chat-request.js';

const call = fc.record({
  id: fc.constantFrom('a', 'b', 1),
  type: fc.constantFrom('function', 'x'),
  function: fc.jsonValue(),
});
const part = fc.record(
  {
    type: fc.constantFrom('text', 'image_url', 'input_audio', 'file', 'x', 1),
    text: fc.jsonValue(),
    image_url: fc.jsonValue(),
    input_audio: fc.jsonValue(),
  },
  { requiredKeys: ['type'] },
);
const message = fc.record(
  {
    role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'x', null),
    content: fc.oneof(fc.string(), fc.array(part), fc.jsonValue()),
    tool_calls: fc.oneof(fc.array(call), fc.jsonValue()),
    tool_call_id: fc.constantFrom('a', 'b', 2),
  },
  { requiredKeys: ['role', 'content'] },
);
const body = fc.record(
  {
    model: fc.constantFrom('m', 5),
    messages: fc.oneof(fc.array(message), fc.jsonValue()),
    tools: fc.jsonValue(),
    tool_choice: fc.jsonValue(),
    response_format: fc.jsonValue(),
    modalities: fc.jsonValue(),
    audio: fc.jsonValue(),
    stop: fc.jsonValue(),
    stream_options: fc.jsonValue(),
  },
  { requiredKeys: ['model'] },
);

it('never throws, whatever is asked', () => {
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), (value) => {
      expect(typeof parseChatRequest(value).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
