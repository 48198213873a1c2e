/** Which models a provider has under its own names: `models` of the Gemini API, `publisherModels` of Vertex. */
import { parseObject, textOf } from '@turnpike/dialects/json';
import { recordsIn } from '@turnpike/dialects/reading';

const MOST_NAME_LENGTH = 200;

/** The last part of each `models/…` name; null when the answer is no such list. Never throws. */
export function readModelList(body: Buffer): string[] | null {
  const answer = parseObject(body.toString());
  const list = answer?.models ?? answer?.publisherModels;
  if (!Array.isArray(list)) return null;
  return recordsIn(list).flatMap((model) => {
    const name = textOf(model.name)?.replace(/^(?:publishers\/google\/)?models\//, '') ?? '';
    return name !== '' && name.length <= MOST_NAME_LENGTH ? [name] : [];
  });
}
