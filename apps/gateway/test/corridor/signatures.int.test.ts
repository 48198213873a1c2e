/** Signed requests over HTTP: who is taken, and every way to be refused. */
import { contentDigest } from '@turnpike/signatures/content-digest';
import { secretKey } from '@turnpike/signatures/signature-key';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';
import { addSigner, send, signedHeaders, type SignedCall, type Signer } from './signing.fixture.js';

let corridor: Corridor;
let account: Account;
let signer: Signer;
let pair: Signer;
beforeAll(async () => {
  corridor = await Corridor.start();
  const operations = ['chat.completions', 'embeddings', 'audio.transcriptions'];
  account = corridor.account({ operations });
  signer = addSigner(corridor, account);
  pair = addSigner(corridor, account, { algorithm: 'ed25519' });
});
afterAll(async () => {
  expect(faultsIn(corridor)).toEqual([]);
  await corridor.stop();
});

const BODY = JSON.stringify({ model: 'chat', messages: say('Hello') });
const NOW = () => Math.floor(Date.now() / 1000);
const chat = (body: string | Buffer = BODY): SignedCall => ({ url: `${corridor.url}/v1/chat/completions`, body });
const models = (): SignedCall => ({ method: 'GET', url: `${corridor.url}/v1/models` });

async function refusalOf(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; details?: { part?: string } } };
  return [response.status, error.code, error.details?.part];
}

describe('taken', () => {
  it.each([
    ['hmac-sha256', () => signer, {}],
    ['ed25519', () => pair, {}],
    ['a digest of sha-512', () => signer, { digest: 'sha-512' as const }],
    ['more than must be', () => signer, { also: ['@authority', '@path', '@query', 'content-type'] }],
    ['no named algorithm', () => signer, { label: 'other' }],
  ])('%s, without a key', async (_name, by, change) => {
    const response = await send(chat(), signedHeaders(by(), chat(), change));
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('chat.completion')]);
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    expect(event.apiKeyId).toBe(by().caller.keyId);
  });

  it.each([
    ['old', () => ({ created: NOW() - 290 })],
    ['young', () => ({ created: NOW() + 290 })],
    ['of an end that lies ahead', () => ({ expires: NOW() + 60 })],
  ])('one that is %s', async (_name, change) => {
    expect((await send(chat(), signedHeaders(signer, chat(), change()))).status).toBe(200);
  });

  it('beside a key of the same application, whose call it is', async () => {
    const key = { authorization: `Bearer ${account.key}` };
    const call = { ...chat(), headers: key };
    const response = await send(call, signedHeaders(signer, call, { also: ['authorization'] }));
    expect(response.status).toBe(200);
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    expect(event.apiKeyId).toBe(account.stored.caller.keyId);
  });

  it('a look-up, which has no body', async () => {
    const response = await send(models(), signedHeaders(signer, models()));
    expect(response.status).toBe(200);
  });

  it('a query, letter by letter', async () => {
    const call = { method: 'GET', url: `${corridor.url}/v1/models?x=%7e&x=a+b` };
    expect((await send(call, signedHeaders(signer, call))).status).toBe(200);
    const other = { ...call, url: call.url.replace('%7e', '~') };
    expect(await refusalOf(await send(other, signedHeaders(signer, call)))).toEqual([
      401,
      'signature_invalid',
      'signature',
    ]);
  });

  it('a body that comes in pieces, hashed as they do', async () => {
    const body = JSON.stringify({ model: 'chat', messages: say('x'.repeat(150_000)) });
    const headers = signedHeaders(signer, chat(body));
    const pieces = () =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < body.length; at += 40_000) controller.enqueue(Buffer.from(body.slice(at, at + 40_000)));
          controller.close();
        },
      });
    const request = { method: 'POST', headers, body: pieces(), duplex: 'half' } as RequestInit;
    expect((await fetch(chat().url, request)).status).toBe(200);
  });

  it('among signatures of others, and not for theirs alone', async () => {
    const headers = signedHeaders(signer, chat());
    const both = {
      ...headers,
      'signature-input': `proxy=("@method");keyid="theirs", ${headers['signature-input']}`,
      signature: `proxy=:AAAA:, ${headers.signature}`,
    };
    expect((await send(chat(), both)).status).toBe(200);
    const theirs = { 'signature-input': 'proxy=("@method");keyid="theirs"', signature: 'proxy=:AAAA:' };
    const json = { 'content-type': 'application/json' };
    expect(await refusalOf(await send(chat(), { ...json, ...theirs }))).toEqual([401, 'missing_api_key', undefined]);
    const withKey = { ...json, ...theirs, authorization: `Bearer ${account.key}` };
    expect((await send(chat(), withKey)).status).toBe(200);
  });
});

describe('refused', () => {
  it.each<[string, string, () => Promise<Response>]>([
    ['a changed byte', 'content-digest', () => send(chat(BODY.replace('Hello', 'Hellp')), signedHeaders(signer, chat()))],
    ['no body any more', 'content-digest', () => send(chat(''), signedHeaders(signer, chat()))],
    ['another digest', 'signature', () => {
      const body = BODY.replace('Hello', 'Hellp');
      return send(chat(body), { ...signedHeaders(signer, chat()), 'content-digest': contentDigest(body) });
    }],
    ['no digest of a body', 'content-digest', () => send(chat(), { 'content-type': 'application/json', ...signedHeaders(signer, { url: chat().url }) })],
    ['another method', 'signature', () => send(chat(), signedHeaders(signer, chat(), { method: 'PUT' }))],
    ['another path', 'signature', () => send(chat(), signedHeaders(signer, chat(), { targetUri: `${corridor.url}/v1/embeddings` }))],
    ['another query', 'signature', () => send(chat(), signedHeaders(signer, chat(), { targetUri: `${chat().url}?x` }))],
    ['another host', 'signature', () => send(chat(), signedHeaders(signer, chat(), { targetUri: 'https://elsewhere.example/v1/chat/completions' }))],
    ['another header', 'signature', () => send(chat(), { ...signedHeaders(signer, { ...chat(), headers: { 'x-a': '1' } }, { also: ['x-a'] }), 'x-a': '2' })],
    ['a header that is gone', 'x-a', () => {
      const { 'x-a': _gone, ...headers } = signedHeaders(signer, { ...chat(), headers: { 'x-a': '1' } }, { also: ['x-a'] });
      return send(chat(), headers);
    }],
    ['too old', 'created', () => send(chat(), signedHeaders(signer, chat(), { created: NOW() - 302 }))],
    ['too new', 'created', () => send(chat(), signedHeaders(signer, chat(), { created: NOW() + 302 }))],
    ['ended', 'expires', () => send(chat(), signedHeaders(signer, chat(), { expires: NOW() - 1 }))],
    ['a short nonce', 'nonce', () => send(chat(), signedHeaders(signer, chat(), { nonce: 'x' }))],
    ['another algorithm', 'alg', () => send(chat(), signedHeaders({ keyId: pair.keyId, key: signer.key }, chat()))],
    ['another secret', 'signature', () => send(chat(), signedHeaders({ keyId: signer.keyId, key: secretKey('guess') }, chat()))],
    ['nobody’s secret', 'keyid', () => send(chat(), signedHeaders({ keyId: `sgs_${'0'.repeat(32)}`, key: signer.key }, chat()))],
    ['no signature', 'signature', () => {
      const { signature: _gone, ...headers } = signedHeaders(signer, chat());
      return send(chat(), headers);
    }],
    ['unreadable', 'signature-input', () => send(chat(), { ...signedHeaders(signer, chat()), 'signature-input': '"' })],
  ])('%s', async (_name, part, ask) => {
    expect(await refusalOf(await ask())).toEqual([401, 'signature_invalid', part]);
  }); // prettier-ignore

  it.each([
    ['revoked', { keyState: 'revoked' as const }],
    ['disabled', { keyState: 'disabled' as const }],
    ['expired', { keyExpiresAtMs: 1 }],
  ])('a secret that is %s, alone or beside a key', async (_name, caller) => {
    const ended = addSigner(corridor, account, { caller });
    expect(await refusalOf(await send(chat(), signedHeaders(ended, chat())))).toEqual([
      401,
      'signature_invalid',
      'keyid',
    ]);
    const call = { ...chat(), headers: { authorization: `Bearer ${account.key}` } };
    expect(await refusalOf(await send(call, signedHeaders(ended, call)))).toEqual([401, 'signature_invalid', 'keyid']);
  });

  it('a key of another application, or another environment, beside it', async () => {
    for (const other of [corridor.account(), corridor.account({ environment: 'test' })]) {
      const call = { ...chat(), headers: { authorization: `Bearer ${other.key}` } };
      expect(await refusalOf(await send(call, signedHeaders(signer, call)))).toEqual([
        401,
        'signature_invalid',
        'keyid',
      ]);
    }
    const call = { ...chat(), headers: { authorization: `Bearer ${account.key}` } };
    const testing = addSigner(corridor, account, { caller: { environment: 'test' } });
    expect(await refusalOf(await send(call, signedHeaders(testing, call)))).toEqual([
      401,
      'signature_invalid',
      'keyid',
    ]);
  });

  it('the secret’s name in the place of a key', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer sig:${signer.keyId}` };
    expect((await refusalOf(await send(chat(), headers)))[0]).toBe(401);
    const call = { ...chat(), headers: { authorization: `Bearer sig:${signer.keyId}` } };
    expect((await refusalOf(await send(call, signedHeaders(pair, call))))[0]).toBe(401);
  });
});

describe('sent again', () => {
  it('a call', async () => {
    const headers = signedHeaders(signer, chat());
    expect((await send(chat(), headers)).status).toBe(200);
    expect(await refusalOf(await send(chat(), headers))).toEqual([401, 'signature_replayed', 'nonce']);
    const nonce = /nonce="([^"]+)"/.exec(headers['signature-input'] ?? '')?.[1] ?? '';
    expect(await refusalOf(await send(chat(), signedHeaders(signer, chat(), { nonce })))).toEqual([
      401,
      'signature_replayed',
      'nonce',
    ]);
    // Two secrets may count alike.
    expect((await send(chat(), signedHeaders(pair, chat(), { nonce }))).status).toBe(200);
  });

  it('twice at once', async () => {
    const headers = signedHeaders(signer, chat());
    const statuses = await Promise.all(Array.from({ length: 4 }, async () => (await send(chat(), headers)).status));
    expect(statuses.sort()).toEqual([200, 401, 401, 401]);
  });

  it('a look-up', async () => {
    const headers = signedHeaders(signer, models());
    expect((await send(models(), headers)).status).toBe(200);
    expect(await refusalOf(await send(models(), headers))).toEqual([401, 'signature_replayed', 'nonce']);
  });
});

describe('a form', () => {
  const TYPE = 'multipart/form-data; boundary=edge';
  const form = (model: string) =>
    Buffer.from(
      `--edge\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n` +
        `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n` +
        `${'x'.repeat(70_000)}\r\n--edge--\r\n`,
    );
  const call = (): SignedCall => ({
    url: `${corridor.url}/v1/audio/transcriptions`,
    body: form('absent'),
    headers: { 'content-type': TYPE },
  });

  it('is read and hashed on its way', async () => {
    const signed = signedHeaders(signer, call());
    // The digest was right: what is refused is the model, which comes after.
    expect((await refusalOf(await send(call(), signed)))[1]).toBe('model_not_found');
    const altered = { ...call(), body: form('absenT') };
    expect(await refusalOf(await send(altered, signedHeaders(signer, call())))).toEqual([
      401,
      'signature_invalid',
      'content-digest',
    ]);
  });
});
