/**
 * JSON for property tests whose keys need no escapes: in V8 14.6 (Node 26) `JSON.parse` may take a key with an escape
 * for another of the same length that it saw before, so it can't be the measure of such keys.
 */
import fc from 'fast-check';

const SPECIAL_TEXTS = ['"usage"', '\\"usage', 'usage', '{"usage":{"a":1}}', ',"usage":1}', '\\', '\\\\"', '}'];

/** A key that `JSON.stringify` writes as it is. */
export const plainKey = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/["\\\p{Cc}]/gu, '').toWellFormed()),
  fc.constantFrom('usage', 'model', 'stream', 'stream_options', 'n', '__proto__', 'é', '}', '{', ':', ','),
);

const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...SPECIAL_TEXTS),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(plainKey, tie('value'), { maxKeys: 3 }),
}));

export const jsonValue = value;

export const jsonObject = fc.dictionary(plainKey, jsonValue, { maxKeys: 6 });
