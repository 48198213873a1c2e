/**
 * `POST /v1/embeddings` as OpenAI's callers say it. Tokens in the place of texts are refused for other wires: they are
 * words to one vendor's models only.
 */
import { inputTokensOf } from '@turnpike/domain/usage';
import { Untranslatable } from '../dialect.js';
import { type EmbeddingSurface, vectorToBase64 } from '../embeddings.js';
import { FieldFindings } from '../field-findings.js';
import { textOf } from '../json.js';

const KNOWN = {
  read: new Set(['model', 'input', 'dimensions', 'encoding_format', 'user']),
  hints: new Set(['metadata', 'safety_identifier', 'store']),
};

const PATHS = { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' } as const;

export const surface: EmbeddingSurface = {
  dialect: 'openai-embeddings',

  decodeRequest(body) {
    const inputs: unknown[] = Array.isArray(body.input) ? body.input : [body.input];
    if (!inputs.every((input): input is string => typeof input === 'string'))
      return new Untranslatable('input', 'tokens are known to the models of one vendor only; send text');
    const findings = new FieldFindings();
    findings.rest(body, '', KNOWN);
    return {
      from: 'openai-embeddings',
      inputs,
      dimensions: typeof body.dimensions === 'number' ? body.dimensions : null,
      format: body.encoding_format === 'base64' ? 'base64' : 'float',
      inputType: null,
      endUser: textOf(body.user),
      foreign: findings.foreign,
      paths: PATHS,
    };
  },

  encodeAnswer({ vectors }, { request, model, usage }) {
    const tokens = inputTokensOf(usage);
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: request.format === 'base64' ? vectorToBase64(vector) : vector,
      })),
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  },
};
