import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { ScannerKeys } from './scanner-keys.js';

const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const ecKey = () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);

/** A publisher whose list and mood a test changes. */
function publisher(keys: Record<string, string>) {
  const scene = { keys, down: false, reads: 0, nowMs: 0 };
  const scannerKeys = new ScannerKeys({
    now: () => scene.nowMs,
    read: async () => {
      scene.reads += 1;
      if (scene.down) throw new Error('down');
      const list = Object.entries(scene.keys).map(([key_identifier, key]) => ({
        key_identifier,
        key,
        is_current: true,
      }));
      return Buffer.from(JSON.stringify({ public_keys: list }));
    },
  });
  return { scene, scannerKeys };
}

test('the list is read once an hour, and by many at once once', async () => {
  const { scene, scannerKeys } = publisher({ one: ecKey() });
  await Promise.all([1, 2, 3].map(() => scannerKeys.find('one')));
  scene.nowMs = 3_599_000;
  expect(await scannerKeys.find('one')).not.toBeNull();
  expect(scene.reads).toBe(1);
  scene.nowMs = 3_600_000;
  await scannerKeys.find('one');
  expect(scene.reads).toBe(2);
});

test('a name that is not in it has it read again, once a minute at most', async () => {
  const { scene, scannerKeys } = publisher({ one: ecKey() });
  expect(await scannerKeys.find('two')).toBeNull();
  scene.keys = { two: ecKey() };
  scene.nowMs = 59_999;
  expect(await scannerKeys.find('two')).toBeNull();
  expect(scene.reads).toBe(1);
  scene.nowMs = 60_000;
  expect(await scannerKeys.find('two')).not.toBeNull();
  expect(await scannerKeys.find('one')).toBeNull();
  expect(scene.reads).toBe(2);
});

test('what was read before is good while its publisher is away; with nothing read it is said', async () => {
  const { scene, scannerKeys } = publisher({ one: ecKey() });
  scene.down = true;
  await expect(scannerKeys.find('one')).rejects.toMatchObject({ code: 'store_unavailable' });
  scene.down = false;
  expect(await scannerKeys.find('one')).not.toBeNull();
  scene.down = true;
  scene.nowMs = 3_600_000;
  expect(await scannerKeys.find('one')).not.toBeNull();
});

test('what is no key on P-256 is none', async () => {
  const other = pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey);
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  const { scannerKeys } = publisher({ other, rsa, none: 'none', fine: ecKey() });
  for (const name of ['other', 'rsa', 'none']) expect(await scannerKeys.find(name)).toBeNull();
  expect(await scannerKeys.find('fine')).not.toBeNull();
});

/** The sample of GitHub's own documentation of the partner programme: a test key of theirs, and a message it signed. */
test('a message that GitHub signed is theirs', async () => {
  const key = createPublicKey(
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP\nHzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==\n-----END PUBLIC KEY-----',
  );
  const { scannerKeys } = publisher({ theirs: pem(key) });
  const found = await scannerKeys.find('theirs');
  const body = Buffer.from('[{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]');
  const signature = Buffer.from(
    'MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY=',
    'base64',
  );
  expect(found !== null && verify('sha256', body, { key: found, dsaEncoding: 'der' }, signature)).toBe(true);
});
