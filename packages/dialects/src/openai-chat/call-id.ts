/** Ids for tool calls of providers that give none. They must differ from those of earlier turns. */

/** OpenAI takes 40 characters of a call's id. */
const MOST_TAG_LENGTH = 20;

/** What of an answer's own id goes into those of its calls. */
export function tagOf(answerId: string): string {
  return answerId
    .slice(-4 * MOST_TAG_LENGTH)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(-MOST_TAG_LENGTH);
}

/** Both count from 0. */
export function madeCallId(tag: string, { choice, call }: { choice: number; call: number }): string {
  return `call_${tag}${choice}x${call}`;
}
