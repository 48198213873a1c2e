/** A target's credential: a JSON object, as AWS's own tools write keys. */
import { isRecord } from '@turnpike/dialects/json';
import { CredentialRefused, type UpstreamTarget } from '../provider-adapter.js';
import { regionOf } from './address.js';

export interface BedrockCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  /** What the signature is for: as given, else as the base URL says. */
  readonly region: string;
}

/** @throws CredentialRefused for what is no such object, and where nothing names a region. */
export function credentialOf(target: UpstreamTarget): BedrockCredential {
  const { accessKeyId, secretAccessKey, sessionToken, region: given } = parse(target.credential);
  if (!isText(accessKeyId) || !isText(secretAccessKey))
    throw new CredentialRefused(
      'A Bedrock credential is {"accessKeyId", "secretAccessKey", "sessionToken"?, "region"?}',
    );
  const region = isText(given) ? given : regionOf(target.baseUrl);
  if (region === null) throw new CredentialRefused('Neither the credential nor the base URL names a region');
  return { accessKeyId, secretAccessKey, sessionToken: isText(sessionToken) ? sessionToken : null, region };
}

/** Every text of a credential that must not be shown. */
export function secretsOf(credential: string): string[] {
  const { accessKeyId, secretAccessKey, sessionToken } = parse(credential);
  return [accessKeyId, secretAccessKey, sessionToken].filter(isText);
}

function parse(credential: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(credential);
    return isRecord(json) ? json : {};
  } catch {
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
