import * as check from './check.js';
import { isObject, refuse, wrongType, type Parsed } from './fields.js';
import { invalidRequest, type OpenAiError } from './openai-error.js';
import { sayValue } from '../exchange/say-value.js';

/** An embeddings request: every input is a text or a list of token ids. */
export interface EmbeddingsRequest {
  model: string;
  inputs: (string | number[])[];
  dimensions: number;
  encoding: 'float' | 'base64';
  /** As received, for counting. */
  input: unknown;
}

const MAX_INPUTS = 2_048;
const DEFAULT_DIMENSIONS = 1_536;
const LARGE_DIMENSIONS = 3_072;

/** Checks an embeddings request as OpenAI does. */
export function parseEmbeddingsRequest(body: unknown): Parsed<EmbeddingsRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    check.model(body) ??
    checkInput(body.input) ??
    check.integer(body, 'dimensions', { min: 1, max: LARGE_DIMENSIONS }) ??
    checkEncoding(body.encoding_format);
  if (error !== undefined) return refuse(error);
  const model = body.model as string;
  const input = body.input as string | string[] | number[] | number[][];
  return {
    ok: true,
    request: {
      model,
      inputs: typeof input === 'string' || isTokenList(input) ? [input] : input,
      dimensions: (body.dimensions as number | null | undefined) ?? dimensionsOf(model),
      encoding: body.encoding_format === 'base64' ? 'base64' : 'float',
      input,
    },
  };
}

function dimensionsOf(model: string): number {
  return model.endsWith('-large') ? LARGE_DIMENSIONS : DEFAULT_DIMENSIONS;
}

function isTokenList(input: unknown): input is number[] {
  return Array.isArray(input) && input.every((item) => Number.isInteger(item) && item >= 0);
}

function checkInput(input: unknown): OpenAiError | undefined {
  if (input === undefined || input === null) {
    return invalidRequest("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  }
  if (input === '') return invalidRequest("'$.input' is invalid: it is empty.", 'input');
  if (typeof input === 'string') return undefined;
  if (!Array.isArray(input)) return wrongType('input', 'a string or an array', input);
  if (input.length === 0 || (input.length > MAX_INPUTS && !isTokenList(input))) {
    return invalidRequest(`'$.input' is invalid: it must have 1 to ${MAX_INPUTS} items.`, 'input');
  }
  const uniform = isTokenList(input) || input.every(isFilledText) || input.every(isFilledTokenList);
  return uniform
    ? undefined
    : invalidRequest("'$.input' is invalid: give non-empty strings, token ids, or lists of token ids.", 'input');
}

function isFilledText(item: unknown): boolean {
  return typeof item === 'string' && item !== '';
}

function isFilledTokenList(item: unknown): boolean {
  return isTokenList(item) && item.length > 0;
}

function checkEncoding(encoding: unknown): OpenAiError | undefined {
  if (encoding === undefined || encoding === null || encoding === 'float' || encoding === 'base64') return undefined;
  const message = `Invalid value: '${sayValue(encoding)}'. Supported values are: 'float' and 'base64'.`;
  return typeof encoding === 'string'
    ? invalidRequest(message, 'encoding_format', 'invalid_value')
    : wrongType('encoding_format', 'a string', encoding);
}
