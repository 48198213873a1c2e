/**
 * Which passwords are refused for being known or easy to guess. The list and the estimate are zxcvbn's, over the
 * passwords that turn up most often in leaks.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';

/** zxcvbn's "safely unguessable": ten to the eighth guesses and more. */
const MIN_SCORE = 3;
/** What is left of a password without the person's own words must be worth something by itself. */
const MIN_OWN_CHARACTERS = 8;
const MIN_WORD = 3;
/** The estimate takes time with the square of the length; what comes behind can only make it harder to guess. */
const MAX_ESTIMATED = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Rejects with `validation_failed`, naming `param`, for a password that somebody who knows the person would guess. */
export async function requireGoodPassword(
  context: Pick<ManagementContext, 'productName'>,
  param: string,
  person: { password: string; email: string; name: string },
): Promise<void> {
  const { password, email, name } = person;
  const words = ownWords([email, name, context.productName]);
  const refusal = isMadeOf(password, words)
    ? 'must not be made of your name, your e-mail address or the name of this site'
    : (await isGuessable(password, words))
      ? 'is too easy to guess: take more words, or ones that nobody else takes'
      : null;
  if (refusal === null) return;
  const details = [{ field: param, message: refusal }];
  throw new ApiError('validation_failed', { message: `The password ${refusal}.`, param, details });
}

function isMadeOf(password: string, words: readonly string[]): boolean {
  let rest = password.toLowerCase();
  const before = rest.length;
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest.length < before && rest.length < MIN_OWN_CHARACTERS;
}

async function isGuessable(password: string, words: readonly string[]): Promise<boolean> {
  const { score } = (await (estimator ??= createEstimator())).check(password, [...words]);
  return score < MIN_SCORE;
}

/** Loaded for the first password: the lists take megabytes that a process which sees none can do without. */
async function createEstimator(): Promise<ZxcvbnFactory> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core');
  const { adjacencyGraphs, dictionary } = await import('@zxcvbn-ts/language-common');
  return new ZxcvbnFactory({
    dictionary: { passwords: dictionary['passwords-common'] },
    graphs: adjacencyGraphs,
    maxLength: MAX_ESTIMATED,
  });
}

/** The parts of these texts that are words, longest first, so that none is cut by a shorter one. */
function ownWords(texts: readonly string[]): string[] {
  const lower = texts.map((text) => text.toLowerCase());
  const parts = lower.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(parts)].filter((word) => word.length >= MIN_WORD).sort((a, b) => b.length - a.length);
}
