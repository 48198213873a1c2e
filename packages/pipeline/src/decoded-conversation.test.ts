import { surface } from '@turnpike/dialects/anthropic-messages/surface';
import { expect, test } from 'vitest';
import { conversationIn } from './decoded-conversation.js';

test('a body is read once, however many targets are asked', () => {
  let reads = 0;
  const counting = { ...surface, decodeRequest: (body: object) => ((reads += 1), surface.decodeRequest({ ...body })) };
  const bodyOf = (text: string) => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: text }] });
  const body = bodyOf('one');
  const first = conversationIn(body, counting);
  expect(conversationIn(body, counting)).toBe(first);
  expect(reads).toBe(1);
  expect(conversationIn(bodyOf('one'), counting)).not.toBe(first);
  expect(reads).toBe(2);
});

test('so is one that can’t be understood', () => {
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 7 }] };
  expect(conversationIn(body, surface)).toBe(conversationIn(body, surface));
  expect(conversationIn(body, surface)).toMatchObject({ code: 'invalid_parameter', param: 'messages[0].content' });
});
