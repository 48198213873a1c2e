/** What calls must show, by the policies of products and applications: every combination, met and not. */
import { createHash, X509Certificate } from 'node:crypto';
import type { AuthPolicy } from '@turnpike/contracts/access';
import type { AccountTerms } from '@turnpike/pipeline/caller';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';
import { addSigner, send, signedHeaders, type SignedCall } from './signing.fixture.js';

/** Of nobody, for a hundred years. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBcTCCASOgAwIBAgIUKpY43zGjIODurQYmMNtsgzD+wO8wBQYDK2VwMC0xGTAX
BgNVBAMMEHRpbGwuZXhhbXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwIBcNMjYx
MTIxMTk0MTU2WhgPMjEyNjEwMjgxOTQxNTZaMC0xGTAXBgNVBAMMEHRpbGwuZXhh
bXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwKjAFBgMrZXADIQC6aEFE6BluULpQ
tkjELG4/p7Jn7r7wmfJCpRFGyp9GrKNTMFEwHQYDVR0OBBYEFA/Y2mC3VFekPJ43
gGoIG1GAO8xqMB8GA1UdIwQYMBaAFA/Y2mC3VFekPJ43gGoIG1GAO8xqMA8GA1Ud
EwEB/wQFMAMBAf8wBQYDK2VwA0EAf6jsWOTArtC0hIqV7PufF78PFoznxPiecBU/
lm45jdgYcI0FJvOQbDoxYbUU2fjLlnog8BnYF0k6eODAzSNYDg==
-----END CERTIFICATE-----
`;
const DER = new X509Certificate(CERTIFICATE).raw;
const FINGERPRINT = createHash('sha256').update(DER).digest('hex');
const RFC_9440 = `:${DER.toString('base64')}:`;
const ESCAPED = encodeURIComponent(CERTIFICATE);
const BODY = JSON.stringify({ model: 'chat', messages: say('Hello') });

/** Behind a proxy at the loopback, and with nobody in front of it. */
let behind: Corridor;
let bare: Corridor;
beforeAll(async () => {
  bare = await Corridor.start();
  const parts = { trustedProxies: ['127.0.0.1'], certificateHeader: 'client-cert' };
  behind = await Corridor.start({ beside: bare, parts });
});
afterAll(async () => {
  expect([...faultsIn(behind), ...faultsIn(bare)]).toEqual([]);
  await behind.stop();
  await bare.stop();
});

const NO_TERMS: AccountTerms = {
  tenantAddresses: null, applicationAddresses: null, tenantLimits: [], applicationLimits: [], auth: null, rules: [],
  overrides: [], certificates: [], weight: 1,
}; // prettier-ignore

interface Shown {
  key?: boolean;
  signature?: boolean;
  /** As the header says it. */
  certificate?: string;
}

/** Calls the gateway with what is to be shown; the status, and the details of a refusal. */
async function call(corridor: Corridor, account: Account, { key, signature, certificate }: Shown) {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key) headers.authorization = `Bearer ${account.key}`;
  if (certificate !== undefined) headers['client-cert'] = certificate;
  const request: SignedCall = { url: `${corridor.url}/v1/chat/completions`, body: BODY, headers };
  const sent = signature ? signedHeaders(addSigner(corridor, account), request) : headers;
  const response = await send(request, sent);
  const body = (await response.json()) as { error?: { code: string; details?: { accepted: unknown; shown: unknown } } };
  return { status: response.status, code: body.error?.code ?? null, details: body.error?.details };
}

const accountWith = (auth: AuthPolicy | null, certificates: AccountTerms['certificates'] = []) =>
  bare.account({ caller: { accountTerms: { ...NO_TERMS, auth, certificates } } });

const KEY_ONLY: Shown = { key: true };
const SIGNED: Shown = { signature: true };
const BOTH: Shown = { key: true, signature: true };

describe.each(['application', 'product'])('of the %s', (whose) => {
  it.each<[string, AuthPolicy['accepts'], Shown, boolean]>([
    ['a key, where a key is enough', [['api_key']], KEY_ONLY, true],
    ['a signature, where a key is', [['api_key']], SIGNED, false],
    ['a signature, where it is enough', [['signature']], SIGNED, true],
    ['a key, where a signature is', [['signature']], KEY_ONLY, false],
    ['both, where a signature is', [['signature']], BOTH, true],
    ['a key, where both are needed', [['api_key', 'signature']], KEY_ONLY, false],
    ['a signature, where both are needed', [['api_key', 'signature']], SIGNED, false],
    ['both, where both are needed', [['api_key', 'signature']], BOTH, true],
    ['a key, where a token or both are', [['access_token'], ['api_key', 'signature']], KEY_ONLY, false],
    ['both, where a token or both are', [['access_token'], ['api_key', 'signature']], BOTH, true],
    ['both, where nothing is enough', [], BOTH, false],
  ])('%s', async (_name, accepts, shown, isTaken) => {
    const auth = { accepts };
    const account = whose === 'product' ? bare.account({ product: { auth } }) : accountWith(auth);
    const { status, code, details } = await call(bare, account, shown);
    if (isTaken) expect([status, code]).toEqual([200, null]);
    else {
      expect([status, code]).toEqual([401, 'credential_not_accepted']);
      const factors = [...(shown.key ? ['api_key'] : []), ...(shown.signature ? ['signature'] : [])];
      expect(details).toEqual({ accepted: accepts, shown: factors });
    }
  });
});

it('both policies must be met', async () => {
  const caller = { accountTerms: { ...NO_TERMS, auth: { accepts: [['signature' as const]] } } };
  const account = bare.account({ caller, product: { auth: { accepts: [['api_key']] } } });
  expect((await call(bare, account, KEY_ONLY)).code).toBe('credential_not_accepted');
  expect((await call(bare, account, SIGNED)).code).toBe('credential_not_accepted');
  expect((await call(bare, account, BOTH)).code).toBeNull();
});

describe('a certificate', () => {
  const NEEDED: AuthPolicy = { accepts: [['api_key', 'certificate']] };
  const registered = (notAfterMs = Date.now() + 60_000) =>
    accountWith(NEEDED, [{ fingerprint: FINGERPRINT, notAfterMs }]);

  it.each([
    ['as RFC 9440 writes it', RFC_9440],
    ['as nginx escapes it', ESCAPED],
  ])('counts beside a key, told by a trusted proxy %s', async (_name, certificate) => {
    expect((await call(behind, registered(), { key: true, certificate })).code).toBeNull();
  });

  it.each<[string, () => Corridor, () => Account, string | undefined]>([
    ['is none where nobody trusted tells it', () => bare, () => registered(), RFC_9440],
    ['is none where it isn’t told', () => behind, () => registered(), undefined],
    ['is none of another application', () => behind, () => accountWith(NEEDED), RFC_9440],
    ['is none when it has expired', () => behind, () => registered(Date.now() - 1), RFC_9440],
    ['is none when it is nonsense', () => behind, () => registered(), ':AAAA:'],
    ['is none when it is no text at all', () => behind, () => registered(), '%'],
  ])('%s', async (_name, corridor, account, certificate) => {
    const shown = certificate === undefined ? { key: true } : { key: true, certificate };
    expect((await call(corridor(), account(), shown)).code).toBe('credential_not_accepted');
  });

  it('says nobody’s name alone', async () => {
    expect((await call(behind, registered(), { certificate: RFC_9440 })).code).toBe('missing_api_key');
  });
});

describe('what is signed for, where a proxy stands in front', () => {
  const signed = async (corridor: Corridor, targetUri: string, forwarded: Record<string, string>) => {
    const account = bare.account();
    const request: SignedCall = { url: `${corridor.url}/v1/chat/completions`, body: BODY };
    const headers = signedHeaders(addSigner(bare, account), request, { targetUri });
    return (await send(request, { ...headers, ...forwarded })).status;
  };
  const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' };
  const PUBLIC = 'https://api.example.com/v1/chat/completions';

  it('is what the trusted proxy says, and no one else', async () => {
    expect(await signed(behind, PUBLIC, FORWARDED)).toBe(200);
    expect(await signed(bare, PUBLIC, FORWARDED)).toBe(401);
    expect(await signed(behind, PUBLIC, {})).toBe(401);
  });

  it('is the public address with its path, where the name is ours', async () => {
    const parts = { trustedProxies: ['127.0.0.1'], publicUrls: ['https://api.example.com/ai'] };
    const named = await Corridor.start({ beside: bare, parts });
    const path = '/v1/chat/completions';
    expect(await signed(named, `https://api.example.com/ai${path}`, FORWARDED)).toBe(200);
    expect(await signed(named, `https://api.example.com${path}`, FORWARDED)).toBe(401);
    await named.stop();
  });
});
