import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCounted, parseMessages } from './messages-request.js';

const block = fc.record(
  {
    type: fc.constantFrom('text', 'image', 'tool_use', 'tool_result', 'thinking', 'document', 'sound', 7),
    text: fc.jsonValue(),
    id: fc.constantFrom('a', 'b', '', null),
    tool_use_id: fc.constantFrom('a', 'b', 5),
    name: fc.jsonValue(),
    input: fc.jsonValue(),
    source: fc.jsonValue(),
    content: fc.jsonValue(),
    thinking: fc.string(),
    signature: fc.string(),
    cache_control: fc.jsonValue(),
  },
  { requiredKeys: ['type'] },
);
const message = fc.record({
  role: fc.constantFrom('user', 'assistant', 'system', 'tool', null),
  content: fc.oneof(fc.string(), fc.array(block), fc.jsonValue()),
});
const body = fc.record(
  {
    model: fc.constantFrom('m', 5, null),
    max_tokens: fc.constantFrom(1, 0, -1, 'x'),
    messages: fc.oneof(fc.array(message), fc.jsonValue()),
    system: fc.jsonValue(),
    tools: fc.jsonValue(),
    tool_choice: fc.jsonValue(),
    thinking: fc.jsonValue(),
    output_config: fc.jsonValue(),
    stop_sequences: fc.jsonValue(),
    metadata: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

it('never throws, whatever is asked', () => {
  const terms = { version: '2026-10-21', hasBeta: false };
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), (value) => {
      expect(typeof parseMessages(value, terms).ok).toBe('boolean');
      expect(typeof parseCounted(value, terms).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
