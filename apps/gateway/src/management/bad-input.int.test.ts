import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';

let gateway: ManagementGateway;
let tenantId: string;
let applicationId: string;
beforeAll(async () => {
  gateway = await startManagementGateway();
  tenantId = (await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Bad Input' } })).data.id;
  applicationId = (await gateway.call('POST', '/api/v1/applications', { body: { tenantId, name: 'app' } })).data.id;
});
afterAll(() => gateway.stop());

type Case = [name: string, method: string, path: string, options: CallOptions, status: number, code: number];

const here = (text: string) => text.replace('{tenant}', tenantId);
const tenants = '/api/v1/tenants';
const credits = `${tenants}/{tenant}/credits`;
const plan = { name: 'p', product: 'none', currency: 'USD', prices: [{ unit: 'request', amount: '1' }] };
const raw = (type: string) => ({ 'content-type': type });

const cases: Case[] = [
  ['malformed JSON', 'POST', tenants, { body: '{"name":' }, 400, 4001],
  ['JSON of another shape', 'POST', tenants, { body: '[1,2]' }, 400, 4000],
  ['JSON null', 'POST', tenants, { body: 'null' }, 400, 4000],
  ['an empty body', 'POST', tenants, {}, 400, 4000],
  ['invalid UTF-8', 'POST', tenants, { body: Buffer.from('{"name":"\xff\xfe"}', 'latin1') }, 400, 4001],
  ['NUL in a text', 'POST', tenants, { body: { name: 'a\0b' } }, 400, 4000],
  ['half a surrogate pair', 'POST', tenants, { body: '{"name":"\\ud800"}' }, 400, 4000],
  ['a body of 2 MiB', 'POST', tenants, { body: { name: 'x'.repeat(2 * 1024 * 1024) } }, 413, 4130],
  ['a form', 'POST', tenants, { body: 'name=x', headers: raw('application/x-www-form-urlencoded') }, 415, 4150],
  ['plain text', 'POST', tenants, { body: '{"name":"x"}', headers: raw('text/plain') }, 415, 4150],
  ['a number for a name', 'POST', tenants, { body: { name: 5 } }, 400, 4000],
  ['an empty name', 'POST', tenants, { body: { name: '   ' } }, 400, 4000],
  ['a bad slug', 'POST', tenants, { body: { name: 'x', slug: 'Not A Slug' } }, 400, 4000],
  ['a bad time zone', 'POST', tenants, { body: { name: 'x', timeZone: 'Mars/Olympus' } }, 400, 4000],
  ['an unknown mode', 'POST', tenants, { body: { name: 'x', billingMode: 'barter' } }, 400, 4000],
  ['a number for an amount', 'POST', credits, { body: { amount: 5, currency: 'USD', reason: '' } }, 400, 4000],
  ['a negative amount', 'POST', credits, { body: { amount: '-5', currency: 'USD', reason: '' } }, 400, 4000],
  ['no amount at all', 'POST', credits, { body: { amount: '0', currency: 'USD', reason: '' } }, 400, 4000],
  ['an amount with an exponent', 'POST', credits, { body: { amount: '1e3', currency: 'USD' } }, 400, 4000],
  ['an amount of 13 places', 'POST', credits, { body: { amount: '0.0000000000001', currency: 'USD' } }, 400, 4000],
  ['an amount too large', 'POST', credits, { body: { amount: '9'.repeat(27), currency: 'USD' } }, 400, 4000],
  ['a currency nobody has', 'POST', credits, { body: { amount: '1', currency: 'XXQ' } }, 400, 4000],
  [
    'an expiry in the past',
    'POST',
    credits,
    { body: { amount: '1', currency: 'USD', expiresAt: '2001-01-01' } },
    400,
    4000,
  ],
  ['a plan without a price', 'POST', '/api/v1/plans', { body: { ...plan, prices: [] } }, 400, 4000],
  [
    'a price that is a number',
    'POST',
    '/api/v1/plans',
    { body: { ...plan, prices: [{ unit: 'request', amount: 0.1 }] } },
    400,
    4000,
  ],
  [
    'a unit nobody sells',
    'POST',
    '/api/v1/plans',
    { body: { ...plan, prices: [{ unit: 'hug', amount: '1' }] } },
    400,
    4000,
  ],
  ['a limit of zero', 'POST', '/api/v1/plans', { body: { ...plan, limits: { concurrency: 0 } } }, 400, 4000],
  [
    'a fraction for a limit',
    'POST',
    '/api/v1/plans',
    { body: { ...plan, limits: { requestsPerSecond: 1.5 } } },
    400,
    4000,
  ],
  ['a product nobody made', 'POST', '/api/v1/plans', { body: plan }, 422, 4221],
  [
    'a base URL of another scheme',
    'POST',
    '/api/v1/providers',
    { body: { slug: 'a', baseUrl: 'file:///etc/passwd' } },
    400,
    4000,
  ],
  ['a page size of zero', 'GET', `${tenants}?limit=0`, {}, 400, 4000],
  ['a page size that is a word', 'GET', `${tenants}?limit=many`, {}, 400, 4000],
  ['a page size too large', 'GET', `${tenants}?limit=100000`, {}, 400, 4000],
  ['a cursor nobody gave', 'GET', `${tenants}?cursor=hello`, {}, 400, 4000],
  ['a cursor of the right length', 'GET', `${tenants}?cursor=${'~'.repeat(22)}`, {}, 400, 4000],
  ['two cursors', 'GET', `${tenants}?cursor=a&cursor=b`, {}, 400, 4000],
  ['NUL in a query', 'GET', `${tenants}?cursor=%00`, {}, 400, 4002],
  ['NUL in a path', 'GET', `${tenants}/%00`, {}, 400, 4002],
  ['a path that is not UTF-8', 'GET', `${tenants}/%ff`, {}, 400, 4000],
  ['an id that is none', 'GET', `${tenants}/hello`, {}, 404, 4040],
  ['an id of another kind', 'GET', `${tenants}/app_${'0'.repeat(32)}`, {}, 404, 4040],
  ['an id that names nothing', 'GET', `${tenants}/ten_${'0'.repeat(32)}`, {}, 404, 4040],
  ['an id of 5,000 characters', 'GET', `${tenants}/${'a'.repeat(5000)}`, {}, 404, 4040],
  ['an id with a quote', 'GET', `${tenants}/'%20OR%201=1--`, {}, 404, 4040],
  ['a request id that is none', 'GET', '/api/v1/calls/hello', {}, 404, 4040],
  ['a time that is none', 'GET', '/api/v1/calls?from=yesterday', {}, 400, 4000],
  ['a status of nobody', 'GET', '/api/v1/calls?status=1000', {}, 400, 4000],
  ['an address that is none', 'GET', '/api/v1/nope', {}, 404, 4040],
  ['a method that is none', 'DELETE', tenants, {}, 404, 4040],
];

describe('bad input', () => {
  it.each(cases)('%s', async (_name, method, path, options, status, code) => {
    const answer = await gateway.call(method, here(path), options);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.[jt]s:|node_modules|prisma/i);
  });

  it('names the fields at fault', async () => {
    const body = { ...plan, prices: [{ unit: 'request', amount: 0.1 }] };
    const { data, body: answer } = await gateway.call('POST', '/api/v1/plans', { body });
    expect(answer.message).toContain('prices.0.amount');
    expect(data).toMatchObject({ error: 'validation_failed', param: 'prices.0.amount' });
    expect(data.details).toContainEqual({
      field: 'prices.0.amount',
      message: expect.stringContaining('decimal string'),
    });
  });

  it('answers a thousand faults with fifty', async () => {
    const prices = Array.from({ length: 1000 }, () => ({ unit: 'hug' }));
    const { data } = await gateway.call('POST', '/api/v1/plans', { body: { ...plan, prices } });
    expect(data.details).toHaveLength(50);
  });

  it('ignores fields it does not know, and what pollutes prototypes', async () => {
    const unknown = await gateway.call('POST', tenants, { body: { name: 'Unknown', color: 'red' } });
    expect([unknown.status, unknown.data.color]).toEqual([201, undefined]);
    const polluted = await gateway.call('POST', tenants, { body: '{"name":"x","__proto__":{"admin":true}}' });
    expect([polluted.status, polluted.body.code]).toEqual([400, 4001]);
  });

  it('takes an empty JSON body where none is needed', async () => {
    const key = await gateway.call('POST', '/api/v1/keys', { body: { applicationId } });
    const answer = await gateway.call('POST', `/api/v1/keys/${key.data.id}/revoke`, {
      headers: raw('application/json'),
    });
    expect([answer.status, answer.data.status]).toEqual([200, 'revoked']);
  });

  it('answers in problem+json when asked', async () => {
    const accept = { accept: 'application/problem+json, application/json;q=0.5' };
    const answer = await gateway.call('POST', tenants, { body: {}, headers: accept });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 400,
      code: 4000,
      error: 'validation_failed',
      requestId: expect.stringMatching(/^req_/),
    });
    const success = await gateway.call('GET', tenants, { headers: accept });
    expect(success.body.code).toBe(0);
  });

  it('left no fault of ours in the log', () => {
    expect(gateway.log()).not.toContain('"level":"error"');
  });
});
