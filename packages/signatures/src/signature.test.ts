import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readContentDigest } from './content-digest.js';
import { componentValue, type SignedMessage } from './message.js';
import { SignatureProblem } from './problem.js';
import { type MessageSignature, readSignature } from './read-signature.js';
import { signRequest } from './sign-request.js';
import { signatureBase } from './signature-base.js';
import { readPublicKey, secretKey } from './signature-key.js';
import { checkAlgorithm, checkRules } from './signature-rules.js';

const NOW = 1_800_000_000;
const MESSAGE: SignedMessage = {
  method: 'POST',
  targetUri: 'HTTPS://API.Example.com:443/v1/x?a=1&b=%2F&b=2&c=d%20e',
  headers: { 'x-list': ['a ', ' b'], 'x-padded': '  padded \r\n  line ', host: 'api.example.com' },
};

const component = (name: string, params: [string, unknown][] = []) => ({ name, params: new Map(params) });
const partOf = (result: unknown) => (result instanceof SignatureProblem ? result.part : 'none');

it.each([
  ['@method', 'POST'],
  ['@target-uri', 'https://api.example.com/v1/x?a=1&b=%2F&b=2&c=d%20e'],
  ['@authority', 'api.example.com'],
  ['@scheme', 'https'],
  ['@request-target', '/v1/x?a=1&b=%2F&b=2&c=d%20e'],
  ['@path', '/v1/x'],
  ['@query', '?a=1&b=%2F&b=2&c=d%20e'],
  ['x-list', 'a, b'],
  ['x-padded', 'padded line'],
])('the value of %s', (name, value) => {
  expect(componentValue(MESSAGE, component(name))).toBe(value);
});

it.each([
  ['a', '1'],
  ['c', 'd%20e'],
])('the parameter %s of the query', (name, value) => {
  expect(componentValue(MESSAGE, component('@query-param', [['name', name]]))).toBe(value);
});

it.each([
  ['@status', []],
  ['@query-param', []],
  ['@query-param', [['name', 'b']]],
  ['@query-param', [['name', 'z']]],
  ['x-missing', []],
  ['x-list', [['sf', true]]],
  ['@method', [['req', true]]],
] as [string, [string, unknown][]][])('no value: %s %j', (name, params) => {
  expect(partOf(componentValue(MESSAGE, component(name, params)))).toBe(name);
});

it.each([
  ['http://h', '/', '?'],
  ['http://h:80?x', '/', '?x'],
  ['http://h:8080/p', '/p', '?'],
])('path and query of %s', (targetUri, path, query) => {
  const message = { ...MESSAGE, targetUri };
  expect(componentValue(message, component('@path'))).toBe(path);
  expect(componentValue(message, component('@query'))).toBe(query);
});

const KEY = secretKey('a secret');
const SIGNING = { keyId: 'sgs_1', key: KEY, created: NOW, nonce: 'nonce-0001' };

function signed(change: Partial<Parameters<typeof signRequest>[1]> = {}): SignedMessage {
  return { ...MESSAGE, headers: { ...MESSAGE.headers, ...signRequest(MESSAGE, { ...SIGNING, ...change }) } };
}

function read(message: SignedMessage): MessageSignature {
  const found = readSignature(message.headers, (keyId) => keyId.startsWith('sgs_'));
  if (found === null || found instanceof SignatureProblem) throw new Error(found?.reason ?? 'no signature');
  return found;
}

it.each([
  ['complete', {}, false, 'none'],
  ['complete with a body', { body: 'x' }, true, 'none'],
  ['no digest of a body', {}, true, 'content-digest'],
  ['just old enough', { created: NOW - 300 }, false, 'none'],
  ['too old', { created: NOW - 301 }, false, 'created'],
  ['just young enough', { created: NOW + 300 }, false, 'none'],
  ['too young', { created: NOW + 301 }, false, 'created'],
  ['expires later', { expires: NOW + 1 }, false, 'none'],
  ['expired', { expires: NOW - 1 }, false, 'expires'],
  ['a short nonce', { nonce: '1234567' }, false, 'nonce'],
  ['a long nonce', { nonce: 'n'.repeat(201) }, false, 'nonce'],
])('rules: %s', (_name, change, hasBody, part) => {
  expect(partOf(checkRules(read(signed(change)), { hasBody, nowMs: NOW * 1000 }))).toBe(part);
});

it.each(['@method', '@target-uri', 'created', 'nonce'])('rules: without %s', (part) => {
  const message = signed();
  const input = String(message.headers['signature-input']);
  const without = input.replace(`"${part}"`, '').replace(new RegExp(`;${part}=[^;]*`), '');
  expect(without).not.toBe(input);
  const altered = read({ ...message, headers: { ...message.headers, 'signature-input': without } });
  expect(partOf(checkRules(altered, { hasBody: false, nowMs: NOW * 1000 }))).toBe(part);
});

it('the algorithm is the key’s, named or not', () => {
  expect(checkAlgorithm({ algorithm: null }, 'ed25519')).toBeNull();
  expect(checkAlgorithm({ algorithm: 'ed25519' }, 'ed25519')).toBeNull();
  expect(partOf(checkAlgorithm({ algorithm: 'hmac-sha256' }, 'ed25519'))).toBe('alg');
});

it.each([
  ['no dictionary', { 'signature-input': '(((' }, 'signature-input'],
  ['no list', { 'signature-input': 'sig1=1' }, 'signature-input'],
  ['no signature', { signature: undefined }, 'signature'],
  ['another label', { signature: 'sig2=:AAAA:' }, 'signature'],
  ['no bytes', { signature: 'sig1="AAAA"' }, 'signature'],
  ['covered twice', { 'signature-input': 'sig1=("host" "host");keyid="sgs_1"' }, 'host'],
  ['upper case', { 'signature-input': 'sig1=("Host");keyid="sgs_1"' }, 'signature-input'],
  ['half seconds', { 'signature-input': 'sig1=("host");created=1.5;keyid="sgs_1"' }, 'created'],
  [
    'too many',
    { 'signature-input': `sig1=(${Array.from({ length: 65 }, (_, n) => `"h${n}"`).join(' ')});keyid="sgs_1"` },
    'signature-input',
  ],
])('unreadable: %s', (_name, headers, part) => {
  expect(partOf(readSignature({ ...signed().headers, ...headers }, () => true))).toBe(part);
});

it('finds ours among others’, and none among none', () => {
  const { headers } = signed();
  const input = `other=("@method");keyid="theirs", ${String(headers['signature-input'])}`;
  const signature = `other=:AAAA:, ${String(headers.signature)}`;
  expect(read({ ...MESSAGE, headers: { ...headers, 'signature-input': input, signature } }).label).toBe('sig1');
  expect(readSignature({ 'signature-input': 'other=("@method");keyid="theirs"' }, (id) => id === 'ours')).toBeNull();
});

it('a covered header that is missing is named', () => {
  const message = signed({ also: ['host'] });
  expect(partOf(signatureBase({ ...message, headers: { ...message.headers, host: undefined } }, read(message)))).toBe(
    'host',
  );
});

it.each(['sha-256=:AAAA:', 'md5=:AAAA:', 'sha-256=1', '"', 'sha-512=(1)'])('no digest: %s', (header) => {
  expect(partOf(readContentDigest(header))).toBe('content-digest');
});

it('public keys come as PEM or JWK, and only of Ed25519', () => {
  const pair = generateKeyPairSync('ed25519');
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  expect(readPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }).toString())).toEqual(spki);
  expect(readPublicKey(JSON.stringify(pair.publicKey.export({ format: 'jwk' })))).toEqual(spki);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expect(readPublicKey(other.export({ format: 'pem', type: 'spki' }).toString())).toBeNull();
  expect(readPublicKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())).toBeNull();
  expect(readPublicKey(JSON.stringify(pair.privateKey.export({ format: 'jwk' })))).toBeNull();
  expect(readPublicKey('{')).toBeNull();
});
