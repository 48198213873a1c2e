import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

let gateway: ManagementGateway;
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };
/** `METHOD /path` of every route that Nest or Swagger registered with Fastify. */
const registered = new Set<string>();

beforeAll(async () => {
  const prototype = FastifyAdapter.prototype as unknown as {
    injectRouteOptions(method: string, path: string, handler: unknown): unknown;
  };
  const register = prototype.injectRouteOptions;
  vi.spyOn(prototype, 'injectRouteOptions').mockImplementation(function (this: FastifyAdapter, method, path, handler) {
    registered.add(`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    return register.call(this, method, path, handler);
  });
  gateway = await startManagementGateway();
  document = (await gateway.call('GET', '/openapi.json', { key: null })).body;
});
afterAll(() => gateway.stop());

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

describe('the management API’s document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
  });

  it('has every route that is registered, and no other', () => {
    const ownRoutes = [...registered].filter((route) => !/^GET \/(docs|openapi\.json)/.test(route));
    expect(ownRoutes.length).toBeGreaterThan(40);
    expect(
      operations()
        .map(([route]) => route)
        .sort(),
    ).toEqual(ownRoutes.sort());
  });

  it('says of each operation what it does, what it answers and how it fails', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [route, operation] of operations()) {
      expect(operation.summary, route).toBeTruthy();
      expect(operation.tags, route).toHaveLength(1);
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => status.startsWith('2') || status === '303'),
        route,
      ).toBe(true);
      if (route.includes('/api/v1/')) expect(statuses, route).toContain('default');
      for (const { content = {} } of Object.values(operation.responses)) {
        for (const { schema } of Object.values(content)) expect(Object.keys(schema).length, route).toBeGreaterThan(0);
      }
    }
  });

  it('describes the body of every creation', () => {
    const creations = operations().filter(([, { responses }]) => '201' in responses);
    expect(creations.length).toBeGreaterThan(8);
    for (const [route, { requestBody }] of creations)
      expect(requestBody?.content['application/json']?.schema, route).toMatchObject({ type: 'object' });
  });

  it('keeps every reference within itself', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target as string);
    expect(references.length).toBeGreaterThan(0);
    for (const target of references) {
      const found = target
        .slice(2)
        .split('/')
        .reduce<unknown>((node, name) => (node as Record<string, unknown>)?.[name], document);
      expect(found, target).toBeTypeOf('object');
    }
  });

  it('opens only what is public', () => {
    const open = operations()
      .filter(([, { security }]) => security?.length === 0)
      .map(([route]) => route);
    expect(open.sort()).toEqual([
      'GET /api/v1/catalog',
      'GET /api/v1/catalog/{product}',
      'GET /api/v1/showcase',
      'GET /api/v1/sign-in/providers',
      'GET /api/v1/sign-in/{provider}',
      'GET /api/v1/sign-in/{provider}/callback',
      'GET /health',
      'GET /ready',
      'POST /api/v1/email-verifications',
      'POST /api/v1/email-verifications/confirm',
      'POST /api/v1/invitations/read',
      'POST /api/v1/invitations/sign-up',
      'POST /api/v1/password-resets',
      'POST /api/v1/password-resets/confirm',
      'POST /api/v1/payments/stripe/webhook',
      'POST /api/v1/secret-scanning/alerts',
      'POST /api/v1/sessions',
      'POST /api/v1/sign-ups',
    ]);
  });

  it('has a page to read it on, without anything from elsewhere', async () => {
    const page = await fetch(`${gateway.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/(src|href)="https?:/);
    expect((await fetch(`${gateway.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
  });
});
