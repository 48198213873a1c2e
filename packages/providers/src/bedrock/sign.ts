/** Signature version 4, by AWS's own library, over method, path, host, content type and body. */
import type { SignatureV4 } from '@smithy/signature-v4';
import type { ModelListRequest, SigningServices, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { credentialOf } from './credential.js';

const signers = new WeakMap<UpstreamTarget, SignatureV4>();

/**
 * The same request with its signature, good for some minutes.
 * Rejects with CredentialRefused where the target's credential is none.
 */
export async function sign<R extends UpstreamRequest | ModelListRequest>(
  request: R,
  target: UpstreamTarget,
  services: SigningServices,
): Promise<R> {
  const signer = signers.get(target) ?? (await createSigner(target));
  const { protocol, hostname, host } = new URL(request.origin);
  const { method, path, body } = request;
  // Only these: what a proxy on the way may change can't be signed.
  const headers = { host, 'content-type': valueOf(request.headers, 'content-type') };
  const { headers: signed } = await signer.sign(
    { method, protocol, hostname, path, query: {}, headers: withoutAbsent(headers), body: body ?? '' },
    { signingDate: new Date(services.nowMs()) },
  );
  const added = Object.entries(signed).filter(([name]) => !(name in headers));
  return { ...request, headers: [...request.headers, ...added.flat()] };
}

/** The library is loaded with the first one. */
async function createSigner(target: UpstreamTarget): Promise<SignatureV4> {
  const { accessKeyId, secretAccessKey, sessionToken, region } = credentialOf(target);
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
  const [{ SignatureV4: Signer }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/core/checksum'),
  ]);
  const signer = new Signer({ credentials, region, service: 'bedrock', sha256: Sha256 });
  signers.set(target, signer);
  return signer;
}

function valueOf(headers: readonly string[], name: string): string | null {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text === name);
  return at < 0 ? null : (headers[at + 1] ?? null);
}

function withoutAbsent(headers: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
