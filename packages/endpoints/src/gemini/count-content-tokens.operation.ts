/** `POST /v1beta/models/{model}:countTokens`: how much a body would be to read. Counted here and for free. */
import { isRecord } from '@turnpike/dialects/json';
import { ApiError } from '@turnpike/errors/api-error';
import type { LookupOperation } from '../operation.js';
import { fieldOf, invalid, modelOf } from './body.js';
import { modelActionPath } from './model-path.js';

export const countContentTokens: LookupOperation = {
  kind: 'lookup',
  key: 'models.countTokens',
  method: 'POST',
  path: modelActionPath('countTokens'),
  summary: 'Count the tokens of contents',
  errors: 'gemini',

  parse(body, call) {
    const model = modelOf(body, call);
    if (model instanceof ApiError) return model;
    const request = fieldOf(body, 'generateContentRequest') ?? body;
    if (!isRecord(request)) return invalid('generateContentRequest', 'must be an object');
    const { contents } = request;
    if (!Array.isArray(contents) || !contents.every(isRecord))
      return invalid('contents', 'must be an array of contents');
    return { model, body };
  },
};
