/** Betas that a caller asks for. No provider is told of them: they are hints, and listed as such. */
import type { IncomingHttpHeaders } from 'node:http';

/** Hints are listed in a header. */
const MOST_BETAS = 16;
const BETA = /^[\w.-]{1,64}$/;

/** `anthropic-beta` of a request, value by value. */
export function betasIn({ 'anthropic-beta': given }: IncomingHttpHeaders): string[] {
  if (given === undefined) return [];
  const values = String(given).split(',', MOST_BETAS);
  return values
    .map((value) => value.trim())
    .filter((value) => BETA.test(value))
    .map((value) => `anthropic-beta: ${value}`);
}
