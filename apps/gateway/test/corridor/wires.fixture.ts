/** The wires that the sandbox speaks, as providers are registered with them. */
import { newId } from '@turnpike/domain/ids';
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
export function addWireModels({ sandbox, stores }: Corridor): void {
  const { origin } = new URL(sandbox.baseUrl);
  for (const { name, kind, path, credential } of WIRES) {
    const place = { id: newId(), providerId: newId(), providerSlug: name, upstreamModel: 'sandbox-mini', weight: 1 };
    stores.addModel(name, [{ ...place, kind, baseUrl: origin + path, credential }]);
  }
}
