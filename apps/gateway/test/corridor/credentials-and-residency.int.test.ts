/** Which of a provider's credentials a call goes out with, and where a tenant's policy lets it go at all. */
import { randomBytes } from 'node:crypto';
import { newId } from '@turnpike/domain/ids';
import { raiseEpoch } from '@turnpike/limits/balance';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor, HEADER_PREFIX, say } from './corridor.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

type Place = Partial<ReturnType<typeof target>>;

/** A model served at places in the sandbox. */
function modelAt(...places: Place[]): string {
  const name = `model-${randomBytes(4).toString('hex')}`;
  const targets = places.map((place) => ({ ...target(corridor.sandbox.baseUrl), ...place }));
  corridor.stores.addModel(name, targets);
  return name;
}

/** Keys that begin with `sk-sandbox` pass at the sandbox; it refuses every other. */
function withCredentials(...secrets: string[]): Place {
  const credentials = secrets.map((secret) => ({ id: newId(), name: `name of ${secret}`, secret }));
  return { credential: secrets[0] ?? '', credentialName: credentials[0]?.name ?? null, credentials };
}

async function chat(account: Account, model: string, ...lines: string[]) {
  const answer = await account.post('/v1/chat/completions', { model, messages: say('hello', ...lines) });
  const body = (await answer.json()) as { error?: { code: string; message: string; param: string | null } };
  return { status: answer.status, attempts: answer.headers.get(`${HEADER_PREFIX}-attempts`), error: body.error };
}

/** What each try of the account's calls came to, call by call, oldest first. */
async function triesOf(account: Account, calls: number) {
  const records = await until(async () => {
    const found = await corridor.records(account.tenantId);
    return found.length >= calls ? found : null;
  }, 'the call records');
  return records.map(({ detail }) => detail.attempts.map(({ outcome, credential }) => [credential, outcome]));
}

async function listed(account: Account): Promise<string[]> {
  const { data } = (await (await account.get('/v1/models')).json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

describe('credentials', () => {
  test('one that is refused is passed over at once, on the same target, and left alone then', async () => {
    const model = modelAt(withCredentials('sk-wrong', 'sk-sandbox-b', 'sk-sandbox-c'));
    const account = corridor.account();
    const answers = [];
    for (let call = 0; call < 4; call++) answers.push(await chat(account, model));
    expect(answers.map(({ status, attempts }) => [status, attempts])).toEqual([
      [200, '2'],
      [200, '1'],
      [200, '1'],
      [200, '1'],
    ]);
    const [b, c] = ['name of sk-sandbox-b', 'name of sk-sandbox-c'];
    expect(await triesOf(account, 4)).toEqual([
      [
        ['name of sk-wrong', '401'],
        [b, 'ok'],
      ],
      [[b, 'ok']],
      [[c, 'ok']],
      [[b, 'ok']],
    ]);
    expect(await account.settled(4)).toMatchObject([
      { attempts: 2 },
      { attempts: 1 },
      { attempts: 1 },
      { attempts: 1 },
    ]);
  });

  test('all of one target are tried before another target is', async () => {
    const wrong = { ...withCredentials('sk-wrong-1', 'sk-wrong-2'), weight: 1_000_000_000 };
    const model = modelAt(wrong, { upstreamModel: 'elsewhere', weight: 0 });
    const account = corridor.account();
    expect(await chat(account, model)).toMatchObject({ status: 200, attempts: '3' });
    const tries = await triesOf(account, 1);
    expect(tries[0]?.map(([credential]) => credential)).toEqual([
      'name of sk-wrong-1',
      'name of sk-wrong-2',
      undefined,
    ]);
  });

  test('a busy one: the next serves, and where all are the provider’s word is handed on', async () => {
    const model = modelAt(withCredentials('sk-sandbox-1', 'sk-sandbox-2'));
    const account = corridor.account();
    const refused = await chat(account, model, '@sandbox status=429');
    expect(refused).toMatchObject({ status: 502 });
    const [tries] = await triesOf(account, 1);
    expect(tries?.slice(0, 2)).toEqual([
      ['name of sk-sandbox-1', '429'],
      ['name of sk-sandbox-2', '429'],
    ]);
    // Resting is no refusal: the one that has rested longest is asked.
    expect(await chat(account, model)).toMatchObject({ status: 200, attempts: '1' });
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('a provider’s only credential is asked with as ever, and not named', async () => {
    const model = modelAt(withCredentials('sk-wrong'));
    const account = corridor.account();
    const { status, error } = await chat(account, model);
    expect([status, error?.code]).toEqual([502, 'upstream_rejected_credential']);
    expect(await triesOf(account, 1)).toEqual([[[undefined, '401']]]);
  });
});

describe('residency', () => {
  const EU = { regions: ['eu'], maxRetentionDays: 0 };

  test('a policy keeps calls to the places that satisfy it, and those that are left serve', async () => {
    const model = modelAt(
      { region: 'us', retentionDays: 0, weight: 1_000_000_000, upstreamModel: 'far' },
      { region: 'eu-west-1', retentionDays: 30, weight: 1_000_000_000, upstreamModel: 'keeps' },
      { weight: 1_000_000_000, upstreamModel: 'unknown' },
      { region: 'eu-west-1', retentionDays: 0, weight: 0, upstreamModel: 'near' },
    );
    const account = corridor.account({ residency: EU });
    expect(await chat(account, model)).toMatchObject({ status: 200, attempts: '1' });
    expect(await account.settled(1)).toMatchObject([{ servedModel: 'near' }]);
  });

  test('where none does: 403 that names the policy, nothing asked upstream, nothing held or charged', async () => {
    const model = modelAt({ region: 'us', retentionDays: 0 }, { region: 'eu', retentionDays: null });
    const account = corridor.account({ residency: EU });
    const { status, error } = await chat(account, model);
    expect([status, error?.code, error?.param]).toEqual([403, 'residency_not_satisfied', 'model']);
    expect(error?.message).toContain('region eu, nothing kept');
    expect(error?.message).toContain(model);
    expect(await triesOf(account, 1)).toEqual([[]]);
    expect(await account.state()).toMatchObject({ held: '0', pending: '0', openHolds: 0 });
    expect(await chat(corridor.account(), model)).toMatchObject({ status: 200 });
  });

  test('the lists of models hold what is left; one by name says why it is not', async () => {
    const [near, far] = [modelAt({ region: 'local', retentionDays: 0 }), modelAt({ region: 'us', retentionDays: 0 })];
    const models = [near, far];
    const account = corridor.account({ residency: EU, models });
    expect(await listed(account)).toEqual([near]);
    expect((await account.get(`/v1/models/${near}`)).status).toBe(200);
    const refused = await account.get(`/v1/models/${far}`);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'residency_not_satisfied' } });
    expect(await listed(corridor.account({ models }))).toEqual(models);
  });

  test('a change holds at the next call, whatever is cached', async () => {
    const model = modelAt({ region: 'us', retentionDays: 0 });
    const account = corridor.account();
    expect(await chat(account, model)).toMatchObject({ status: 200 });
    const { stores } = corridor;
    const cached = stores.callersByKey.get(account.key)!;
    const find = stores.callers.find.bind(stores.callers);
    stores.callers.find = (credential) => (credential === account.key ? cached : find(credential));
    stores.callersByKey.set(account.key, { ...cached, epoch: '2', residency: EU });
    await raiseEpoch(corridor, account.tenantId, '2');
    const refused = await chat(account, model);
    stores.callers.find = find;
    expect([refused.status, refused.error?.code]).toEqual([403, 'residency_not_satisfied']);
  });
});
