/** Whose clients ask: how they expect to hear of errors, limits and models. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ErrorStyle } from '@turnpike/errors/error-styles';
import type { Operation } from './operation.js';

/** On a path that several vendors have: known by the headers that only one's clients send. */
export function styleOfHeaders(headers: IncomingHttpHeaders): 'openai' | 'anthropic' | 'gemini' {
  if (headers['x-goog-api-key'] !== undefined || headers['x-goog-api-client'] !== undefined) return 'gemini';
  return headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
}

/** How a caller of an operation expects to hear of errors. */
export function errorStyleOf({ errors = 'openai' }: Operation, headers: IncomingHttpHeaders): ErrorStyle {
  return errors === 'by_headers' ? styleOfHeaders(headers) : errors;
}
