import { checkModel, isObject, refuse, wrongType, type Body, type Checked } from './cohere-chat-request.js';

/** A request to `/v2/embed`: texts, in the types asked for. */
export interface CohereEmbedRequest {
  model: string;
  texts: string[];
  types: EmbeddingType[];
  dimensions: number;
}

type EmbeddingType = (typeof TYPES)[number];

const TYPES = ['float', 'int8', 'uint8', 'binary', 'ubinary', 'base64'] as const;
const INPUT_TYPES = ['search_document', 'search_query', 'classification', 'clustering', 'image'];
const DIMENSIONS = [256, 512, 1_024, 1_536];
const MAX_TEXTS = 96;

/** Checks a request to `/v2/embed` as Cohere does. Pictures are refused: this sandbox sees none. */
export function parseCohereEmbed(body: unknown): Checked<CohereEmbedRequest> {
  if (!isObject(body)) return refuse('invalid type: parameter body is of type array but should be of type object');
  const problem = checkModel(body) ?? checkInput(body) ?? checkShape(body);
  if (problem !== undefined) return refuse(problem);
  return {
    ok: true,
    request: {
      model: body.model as string,
      texts: textsOf(body),
      types: (body.embedding_types ?? ['float']) as EmbeddingType[],
      dimensions: (body.output_dimension ?? 1_536) as number,
    },
  };
}

/** One vector in Cohere's types: floats, bytes of them, or bits packed by eight. */
export function encodeVector(vector: Float32Array, type: EmbeddingType): number[] | string {
  const floats = Array.from(vector);
  if (type === 'float') return floats;
  if (type === 'base64') return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
  const bytes = floats.map((value) =>
    Math.max(-128, Math.min(127, Math.round(value * 128 * Math.sqrt(floats.length)))),
  );
  if (type === 'int8') return bytes;
  if (type === 'uint8') return bytes.map((value) => value + 128);
  const packed = Array.from({ length: floats.length / 8 }, (_, index) =>
    floats.slice(index * 8, index * 8 + 8).reduce((bits, value) => bits * 2 + (value > 0 ? 1 : 0), 0),
  );
  return type === 'ubinary' ? packed : packed.map((value) => value - 128);
}

function checkInput(body: Body): string | undefined {
  if (!INPUT_TYPES.includes(body.input_type as string)) {
    return `invalid request: valid input_type must be provided with the provided model: ${INPUT_TYPES.join(', ')}`;
  }
  if (body.images !== undefined) return 'invalid request: this model embeds no images';
  const given = ['texts', 'inputs'].filter((name) => body[name] !== undefined && body[name] !== null);
  if (given.length !== 1) return 'invalid request: exactly one of texts, images or inputs must be provided';
  const list = body[given[0] as 'texts' | 'inputs'];
  if (!Array.isArray(list)) return wrongType(given[0] ?? '', list, 'array');
  if (list.length === 0 || list.length > MAX_TEXTS) {
    return `invalid request: total number of texts must be at most ${MAX_TEXTS} and at least 1`;
  }
  const isText = (item: unknown): boolean => typeof item === 'string' && item !== '';
  const isInput = (item: unknown): boolean =>
    isObject(item) &&
    Array.isArray(item.content) &&
    item.content.every((part) => isObject(part) && part.type === 'text' && isText(part.text));
  return list.every(given[0] === 'texts' ? isText : isInput)
    ? undefined
    : `invalid request: every element of ${given[0] ?? ''} must be text`;
}

function checkShape(body: Body): string | undefined {
  const { embedding_types: types, output_dimension: dimensions } = body;
  const isList =
    Array.isArray(types) && types.length > 0 && types.every((type) => TYPES.includes(type as EmbeddingType));
  if (types !== undefined && types !== null && !isList) {
    return `invalid request: embedding_types must be of ${TYPES.join(', ')}`;
  }
  if (dimensions === undefined || dimensions === null || DIMENSIONS.includes(dimensions as number)) return undefined;
  return `invalid request: output_dimension must be one of ${DIMENSIONS.join(', ')}`;
}

function textsOf(body: Body): string[] {
  if (Array.isArray(body.texts)) return body.texts as string[];
  const inputs = body.inputs as { content: { text: string }[] }[];
  return inputs.map(({ content }) => content.map(({ text }) => text).join('\n'));
}
