/** The wires that the sandbox speaks, as providers are registered with them. */
import { target } from './catalogue.fixture.js';
import type { Corridor } from './corridor.fixture.js';

export interface WireFixture {
  readonly name: string;
  readonly kind: string;
  /** Below the sandbox's origin. */
  readonly path: string;
  readonly credential: string;
}

const AWS = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret/access/key/for/everybody0',
  region: 'us-east-1',
};

export const WIRES: readonly WireFixture[] = [
  { name: 'openai', kind: 'openai-compatible', path: '/v1', credential: 'sk-sandbox-1' },
  { name: 'openai-responses', kind: 'openai-responses', path: '/v1', credential: 'sk-sandbox-1' },
  { name: 'azure', kind: 'azure-openai', path: '/azure/openai?api-version=2024-10-21', credential: 'sk-sandbox-1' },
  { name: 'anthropic', kind: 'anthropic', path: '/anthropic', credential: 'sk-sandbox-1' },
  { name: 'gemini', kind: 'gemini', path: '/gemini', credential: 'sk-sandbox-1' },
  { name: 'bedrock', kind: 'bedrock', path: '/bedrock', credential: JSON.stringify(AWS) },
  { name: 'cohere', kind: 'cohere', path: '/cohere', credential: 'sk-sandbox-1' },
];

/** A model for each wire, by the wire's name. */
export function addWireModels(corridor: Corridor): void {
  const { origin } = new URL(corridor.sandbox.baseUrl);
  for (const wire of WIRES) addWireModel(corridor, wire, { origin, name: wire.name });
}

/** A model that is served over a wire by whoever is at an origin. */
export function addWireModel(
  { stores }: Corridor,
  { name: providerSlug, kind, path, credential }: WireFixture,
  { origin, name }: { origin: string; name: string },
): void {
  const place = { ...target(origin + path), providerSlug, upstreamModel: 'sandbox-mini' };
  stores.addModel(name, [{ ...place, kind, credential }]);
}
