/** One real call of a target, read to its end: nothing may be fast because it is broken. */
import { EVENT, UNARY_ANSWER } from '../upstream/answers.mjs';

/**
 * @param {import('../targets/target.mjs').Target} target
 * @param {import('../cases.mjs').Case} one
 * @throws {Error} when the reply isn't what the upstream sent, or the call isn't billed exactly
 */
export async function checkReply(target, one) {
  const response = await fetch(`${target.origins[one.kind]}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.headers(one.kind) },
    body: one.body(one.checkedTokens),
  });
  const text = await response.text();
  const where = `${target.title}, ${one.title}`;
  if (response.status !== 200) throw new Error(`${where}: answered ${response.status} ${text.slice(0, 500)}`);
  if (one.kind === 'unary' && text !== UNARY_ANSWER) throw new Error(`${where}: another answer: ${text.slice(0, 500)}`);
  if (one.kind !== 'unary') assertWhole(text, one.checkedTokens, where);
  await target.expectBilled?.(response.headers.get('x-request-id') ?? '', one.checkedTokens);
}

/**
 * @param {string} text
 * @param {number} events
 * @param {string} where
 */
function assertWhole(text, events, where) {
  const data = text.split('\n').filter((line) => line.startsWith('data: '));
  const numbers = data.flatMap((line) => EVENT.exec(line)?.[1] ?? []).map(Number);
  const inOrder = numbers.every((number, index) => number === index);
  const usage = data.some((line) => line.includes(`"completion_tokens":${events}`));
  if (numbers.length === events && inOrder && usage && data.at(-1) === 'data: [DONE]') return;
  throw new Error(`${where}: ${numbers.length} of ${events} events, usage ${usage}, and at the end ${data.at(-1)}`);
}
