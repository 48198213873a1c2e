import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { managementContext } from '../server/management';
import { loadCatalogue } from './load-catalogue';

const key = Buffer.alloc(32, 1).toString('base64');

beforeAll(() => {
  // Nothing listens on port 1: the refusal is the operating system's own.
  vi.stubEnv('DATABASE_URL', 'postgresql://portal:not-for-logs@127.0.0.1:1/turnpike');
  vi.stubEnv('KEY_PEPPER', key);
  vi.stubEnv('CREDENTIAL_KEY', key);
});

afterEach(async () => {
  await managementContext().db.close();
  vi.restoreAllMocks();
});

it('names a database that is away by a reference, and logs no secret with it', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const outcome = await loadCatalogue(null, { limit: 1 });
  expect(outcome).toEqual({ kind: 'unavailable', reference: expect.any(String) });
  const lines = log.mock.calls.map(([line]) => String(line));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', reference: Reflect.get(outcome, 'reference') });
  expect(lines[0]).not.toContain('not-for-logs');
});
