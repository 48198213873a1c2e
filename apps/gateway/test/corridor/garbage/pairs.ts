/** Who asks whom: bytes that pass, and bytes that are translated, of every wire. */
import { SURFACE_CLIENTS, type SurfaceClient } from '../surface-clients.js';
import { WIRES, type WireFixture } from '../wires.fixture.js';

export interface Pair {
  readonly surface: SurfaceClient;
  readonly wire: WireFixture;
}

function pair(surfaceName: string, wireName: string): Pair {
  const surface = SURFACE_CLIENTS.find(({ name }) => name === surfaceName);
  const wire = WIRES.find(({ name }) => name === wireName);
  if (surface === undefined || wire === undefined) throw new Error(`no ${surfaceName} over ${wireName}`);
  return { surface, wire };
}

export const PAIRS: readonly Pair[] = [
  ...WIRES.map(({ name }) => pair('chat completions', name)),
  pair('messages', 'anthropic'),
  pair('gemini', 'gemini'),
  pair('responses', 'openai'),
  pair('messages', 'openai'),
];

/** One of each way that bytes take: for what happens below any wire. */
export const WAYS: readonly Pair[] = [
  pair('chat completions', 'openai'),
  pair('chat completions', 'bedrock'),
  pair('messages', 'anthropic'),
  pair('responses', 'cohere'),
];
