/** Where a credential may call from, and what of its application's it may call: refused as documented, at no cost. */
import type { Condition } from '@turnpike/contracts/access';
import { newId } from '@turnpike/domain/ids';
import type { AccountTerms, CredentialTerms } from '@turnpike/pipeline/caller';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';

let corridor: Corridor;
/** The same behind a proxy on this machine, which is trusted. */
let behindProxy: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  behindProxy = await Corridor.start({ beside: corridor, parts: { trustedProxies: ['127.0.0.0/8'] } });
});
afterAll(async () => {
  await behindProxy.stop();
  await corridor.stop();
});

const TERMS: CredentialTerms = {
  kind: 'api_key', scopes: null, models: null, addresses: null, limits: [], endUser: null, userId: null,
}; // prettier-ignore
const ACCOUNT_TERMS: AccountTerms = {
  tenantAddresses: null, applicationAddresses: null, tenantLimits: [], applicationLimits: [], auth: null, rules: [], overrides: [], weight: 1, certificates: [],
}; // prettier-ignore

const narrowed = (terms: Partial<CredentialTerms>) => ({ caller: { terms: { ...TERMS, ...terms } } });
const listed = (terms: Partial<AccountTerms>) => ({ caller: { accountTerms: { ...ACCOUNT_TERMS, ...terms } } });

async function chat(account: Account, headers: Record<string, string> = {}, model = 'chat') {
  return outcome(await account.post('/v1/chat/completions', { model, messages: say('x') }, headers));
}

async function outcome(answer: Response) {
  const { error } = (await answer.json()) as {
    error?: { code: string; type: string; message: string; details?: Record<string, unknown> };
  };
  return { status: answer.status, code: error?.code, message: error?.message ?? '', details: error?.details };
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const OK = { status: 200 };
const refused = (list: string, address: string) => ({
  status: 403,
  code: 'address_not_permitted',
  details: { list, address },
});

describe('an allow-list', () => {
  test('lets in whoever calls from it, and nobody else, whatever a header says', async () => {
    const inside = corridor.account(narrowed({ addresses: ['127.0.0.0/8'] }));
    const outside = corridor.account(narrowed({ addresses: ['203.0.113.0/24'] }));
    expect(await chat(inside)).toMatchObject(OK);
    expect(await chat(inside, from('203.0.113.9'))).toMatchObject(OK);
    const answer = await chat(outside);
    expect(answer).toMatchObject(refused('credential', '127.0.0.1'));
    expect(answer.message).toBe(
      'The call comes from the address 127.0.0.1, which is not on the allow-list of the credential.',
    );
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip', 'true-client-ip']) {
      const headers = { [name]: name === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9' };
      expect(await chat(outside, headers)).toMatchObject(refused('credential', '127.0.0.1'));
    }
    expect(await outside.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('goes by what a trusted proxy says of the caller: the last address it added itself', async () => {
    const account = corridor.account(narrowed({ addresses: ['203.0.113.0/24', '2001:db8::/32'] })).at(behindProxy);
    expect(await chat(account, from('203.0.113.9'))).toMatchObject(OK);
    expect(await chat(account, from('2001:db8::9'))).toMatchObject(OK);
    expect(await chat(account, from('::ffff:203.0.113.9'))).toMatchObject(OK);
    expect(await chat(account)).toMatchObject(refused('credential', '127.0.0.1'));
    expect(await chat(account, from('2001:db9::9'))).toMatchObject(refused('credential', '2001:db9::9'));
    // What stands before the proxy's own word is its caller's claim.
    expect(await chat(account, from('203.0.113.9, 198.51.100.7'))).toMatchObject(refused('credential', '198.51.100.7'));
    expect(await chat(account, from('203.0.113.9, nonsense'))).toMatchObject({
      status: 403,
      code: 'address_not_permitted',
      details: { list: 'credential', address: null },
    });
  });

  test('of tenant, application and credential: all of them must let the call in, and the answer says whose did not', async () => {
    const here = ['127.0.0.1/32'];
    const elsewhere = ['203.0.113.0/24'];
    const ofAll = (tenant: string[] | null, application: string[] | null, credential: string[] | null) =>
      corridor.account({
        caller: {
          terms: { ...TERMS, addresses: credential },
          accountTerms: { ...ACCOUNT_TERMS, tenantAddresses: tenant, applicationAddresses: application },
        },
      });
    expect(await chat(ofAll(here, here, here))).toMatchObject(OK);
    expect(await chat(ofAll(null, here, null))).toMatchObject(OK);
    expect(await chat(ofAll(elsewhere, here, here))).toMatchObject(refused('tenant', '127.0.0.1'));
    expect(await chat(ofAll(here, elsewhere, here))).toMatchObject(refused('application', '127.0.0.1'));
    expect(await chat(ofAll(here, here, elsewhere))).toMatchObject(refused('credential', '127.0.0.1'));
    expect(await chat(corridor.account(listed({ tenantAddresses: elsewhere })))).toMatchObject({ status: 403 });
  });

  test('holds for look-ups too', async () => {
    const account = corridor.account(narrowed({ addresses: ['203.0.113.0/24'] }));
    expect(await outcome(await account.get('/v1/models'))).toMatchObject(refused('credential', '127.0.0.1'));
  });
});

describe('models', () => {
  test('outside of the credential’s list are neither asked nor listed', async () => {
    const account = corridor.account({ models: ['chat', 'embedding'], ...narrowed({ models: ['chat'] }) });
    expect(await chat(account)).toMatchObject(OK);
    const answer = await account.post('/v1/embeddings', { model: 'embedding', input: 'x' });
    expect(await outcome(answer)).toMatchObject({
      status: 403,
      code: 'model_not_permitted',
      details: { model: 'embedding', permitted: ['chat'] },
    });
    expect(await chat(account, {}, 'nothing')).toMatchObject({ status: 404, code: 'model_not_found' });
    const list = (await (await account.get('/v1/models')).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).toEqual(['chat']);
    expect((await account.get('/v1/models/embedding')).status).toBe(404);
  });
});

describe('scopes', () => {
  const scoped = (...scopes: string[]) =>
    corridor.account({ models: ['chat', 'embedding'], product: { slug: 'assistants' }, ...narrowed({ scopes }) });
  const embed = async (account: Account) =>
    outcome(await account.post('/v1/embeddings', { model: 'embedding', input: 'x' }));

  test('name a product or an operation of it; what they don’t is refused', async () => {
    for (const scope of ['*', 'assistants', 'assistants:chat.completions'])
      expect(await chat(scoped(scope))).toMatchObject(OK);
    const account = scoped('assistants:embeddings');
    expect(await embed(account)).toMatchObject(OK);
    const wrong = { status: 403, code: 'insufficient_scope', details: { scope: 'assistants' } };
    expect(await chat(account)).toMatchObject(wrong);
    expect(await chat(scoped('assist', 'elsewhere'))).toMatchObject(wrong);
  });

  test('of any operation let a credential see what it can ask', async () => {
    expect((await scoped('assistants:embeddings').get('/v1/models')).status).toBe(200);
    expect(await outcome(await scoped('elsewhere').get('/v1/models'))).toMatchObject({ code: 'insufficient_scope' });
  });
});

describe('a product that was switched off', () => {
  test('refuses with its reason, and serves again', async () => {
    const stopped = corridor.account({ product: { slug: 'assistants', stopReason: 'It answered nonsense.' } });
    expect(await chat(stopped)).toMatchObject({
      status: 403,
      code: 'product_stopped',
      message: 'The API was switched off: It answered nonsense.',
      details: { product: 'assistants' },
    });
    expect(await chat(corridor.account({ product: { stopReason: '' } }))).toMatchObject({
      code: 'product_stopped',
      message: 'The API was switched off by its owner.',
    });
    expect(await stopped.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('leaves the application’s other products alone, and is named for its own models', async () => {
    const stopped = corridor.account({ models: ['embedding'], product: { stopReason: 'Later.' } });
    const serving = corridor.account({ models: ['chat'] });
    const subscriptions = [...stopped.stored.caller.subscriptions, ...serving.stored.caller.subscriptions];
    const both = corridor.account({ caller: { subscriptions } });
    expect(await chat(both)).toMatchObject(OK);
    const answer = await both.post('/v1/embeddings', { model: 'embedding', input: 'x' });
    expect(await outcome(answer)).toMatchObject({ code: 'product_stopped' });
  });
});

describe('a policy', () => {
  const deny = (name: string, conditions: Condition[]) => [
    { id: newId(), name, isPlatform: false, rule: { realm: 'call' as const, effect: 'deny' as const, conditions } },
  ];

  test('bars an address, whatever a header says, and names itself', async () => {
    const rules = deny('Only from the office', [
      { attribute: 'address', operator: 'not_within', value: '203.0.113.0/24' },
    ]);
    const account = corridor.account(listed({ rules }));
    const expected = {
      status: 403,
      code: 'policy_denied',
      message: 'The policy “Only from the office” does not allow this.',
      details: { reason: 'denied', policies: [{ name: 'Only from the office', effect: 'deny' }] },
    };
    expect(await chat(account)).toEqual(expected);
    expect(await chat(account, from('203.0.113.9'))).toEqual(expected);
    expect(await chat(account.at(behindProxy), from('203.0.113.9'))).toMatchObject(OK);
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('bars a model and a user that only the body names, and leaves look-ups alone', async () => {
    const rules = deny('Not that one', [
      { attribute: 'resource.model', operator: 'equals', value: 'chat' },
      { attribute: 'end_user', operator: 'equals', value: 'mallory' },
    ]);
    const account = corridor.account(listed({ rules }));
    const ask = async (user: string) =>
      outcome(await account.post('/v1/chat/completions', { model: 'chat', messages: say('x'), user }));
    expect(await ask('mallory')).toMatchObject({ status: 403, code: 'policy_denied' });
    expect(await ask('ada')).toMatchObject(OK);
    expect((await account.get('/v1/models')).status).toBe(200);
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
  });
});
