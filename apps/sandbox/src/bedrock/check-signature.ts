import type { IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Refusal } from '../exchange/wire.js';

/** The one key there is, and the one region. */
export const SANDBOX_AWS = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret/access/key/for/everybody0',
  region: 'us-east-1',
  service: 'bedrock',
} as const;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_MS = 5 * 60_000;
const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;
const LONG_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** What an `Authorization` header of Signature Version 4 says. */
interface Claim {
  accessKeyId: string;
  day: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

/** A call as it came: the signature is over all of it. */
export interface SignedCall {
  request: IncomingMessage;
  body: Buffer;
  nowMs: number;
}

/** Checks a call's signature as AWS does: by making it again from the secret, with AWS's own library. */
export async function checkSignature(call: SignedCall): Promise<Refusal | undefined> {
  const { headers } = call.request;
  if (headers.authorization === undefined) return MISSING_TOKEN;
  const claim = readClaim(headers.authorization);
  const date = LONG_DATE.exec(textOf(headers['x-amz-date']));
  if (claim === undefined || date === null) return INCOMPLETE;
  if (claim.accessKeyId !== SANDBOX_AWS.accessKeyId || headers['x-amz-security-token'] !== undefined)
    return UNKNOWN_KEY;
  const scope = checkScope(claim, date[0]);
  if (scope !== undefined) return scope;
  const signedAtMs = Date.parse(`${date.slice(1, 4).join('-')}T${date.slice(4, 7).join(':')}Z`);
  const skew = checkSkew(date[0], signedAtMs, call.nowMs);
  if (skew !== undefined) return skew;
  const expected = await signAgain(call, claim, new Date(signedAtMs));
  return isEqual(expected, claim.signature) ? undefined : refuse(MISMATCH);
}

function readClaim(authorization: string): Claim | undefined {
  const [algorithm, ...rest] = authorization.split(' ');
  if (algorithm !== ALGORITHM) return undefined;
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const credential = CREDENTIAL.exec(fields.get('Credential') ?? '');
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';').filter((name) => name !== '');
  const signature = fields.get('Signature') ?? '';
  if (credential === null || signedHeaders.length === 0 || signature === '') return undefined;
  const [, accessKeyId = '', day = '', region = '', service = ''] = credential;
  return { accessKeyId, day, region, service, signedHeaders, signature };
}

function checkScope({ day, region, service, signedHeaders }: Claim, date: string): Refusal | undefined {
  if (region !== SANDBOX_AWS.region) return refuse(`Credential should be scoped to a valid region. `);
  if (service !== SANDBOX_AWS.service) {
    return refuse(`Credential should be scoped to correct service: '${SANDBOX_AWS.service}'. `);
  }
  if (day !== date.slice(0, 8)) {
    return refuse(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  }
  const unsigned = ['host', 'x-amz-date'].find((name) => !signedHeaders.includes(name));
  return unsigned === undefined
    ? undefined
    : refuse(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function checkSkew(date: string, signedAtMs: number, nowMs: number): Refusal | undefined {
  const now = `${new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const minutes = MAX_SKEW_MS / 60_000;
  if (signedAtMs < nowMs - MAX_SKEW_MS) {
    return refuse(`Signature expired: ${date} is now earlier than ${now} - ${minutes} min.`);
  }
  if (signedAtMs <= nowMs + MAX_SKEW_MS) return undefined;
  return refuse(`Signature not yet current: ${date} is still later than ${now} + ${minutes} min.`);
}

/** The signature that the holder of the secret would have made of exactly this call. */
async function signAgain({ request, body }: SignedCall, claim: Claim, signingDate: Date): Promise<string> {
  const signer = new SignatureV4({
    credentials: SANDBOX_AWS,
    region: SANDBOX_AWS.region,
    service: SANDBOX_AWS.service,
    sha256: Sha256,
    applyChecksum: false,
  });
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const headers = claim.signedHeaders
    // Whoever signs the body's digest has no way to sign another one than the body's.
    .filter((name) => name !== 'x-amz-content-sha256')
    .map((name): [string, string] => [name, textOf(request.headers[name])]);
  if (claim.signedHeaders.includes('x-amz-content-sha256')) headers.push(['x-amz-content-sha256', await digest(body)]);
  const signed = await signer.sign(
    {
      method: request.method ?? 'POST',
      protocol: 'http:',
      hostname: 'sandbox',
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: Object.fromEntries(headers),
      body,
    },
    { signingDate, signableHeaders: new Set(claim.signedHeaders) },
  );
  return readClaim(signed.headers.authorization ?? '')?.signature ?? '';
}

async function digest(body: Buffer): Promise<string> {
  const hash = new Sha256();
  hash.update(body);
  return Buffer.from(await hash.digest()).toString('hex');
}

function isEqual(expected: string, got: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(got)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function textOf(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}

function refuse(message: string): Refusal {
  return { status: 403, type: 'InvalidSignatureException', message };
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const MISSING_TOKEN: Refusal = {
  status: 403,
  type: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
};
const INCOMPLETE: Refusal = {
  status: 403,
  type: 'IncompleteSignatureException',
  message:
    "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters, and a 'X-Amz-Date' header.",
};
const UNKNOWN_KEY: Refusal = {
  status: 403,
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};
