import type { Flavor } from './gemini-messages.js';

/** What is called: `models/{model}:{method}` of one of the two APIs, with `alt` of the query. */
export interface MethodCall {
  flavor: Flavor;
  model: string;
  method: string;
  alt: string | null;
}
