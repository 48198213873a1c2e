import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from './environment.js';
import { loadGatewayConfig } from './gateway.js';
import { loadPortalConfig } from './portal.js';
import { loadSandboxConfig } from './sandbox.js';
import { loadWorkerConfig } from './worker.js';

const key = Buffer.alloc(32, 7).toString('base64');
const complete = {
  DATABASE_URL: 'postgresql://app:hunter2@127.0.0.1:5432/turnpike',
  REDIS_URL: 'redis://:hunter2@127.0.0.1:6379/',
  REDIS_CACHE_URL: 'redis://:hunter2@127.0.0.1:6380',
  KEY_PEPPER: key,
  CREDENTIAL_KEY: key,
};

function problemsOf(load: () => unknown): ConfigurationError {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

describe('a complete environment', () => {
  test('gives the gateway typed values and the stated defaults', () => {
    const config = loadGatewayConfig({
      ...complete,
      BODY_LIMIT: '1.5mb',
      SHUTDOWN_GRACE: '2m',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      OUTBOUND_ALLOWED: '127.0.0.1:8090, 10.1.0.0/16, [::1]:8090, [fd00::/8]:443, fd01::/16',
    });
    expect(config).toMatchObject({
      nodeEnv: 'production',
      host: '127.0.0.1',
      gatewayPort: 8080,
      gatewayProcesses: 1,
      processIndex: 0,
      opsPort: 9090,
      redisPrefix: 'tp',
      keyPrefix: 'tp',
      redisUrl: 'redis://:hunter2@127.0.0.1:6379',
      bodyLimitBytes: 1_572_864,
      shutdownGraceMs: 120_000,
      trustedProxies: ['10.0.0.0/8', '::1'],
      outboundAllowed: [
        { range: '127.0.0.1/32', port: 8090 },
        { range: '10.1.0.0/16', port: null },
        { range: '::1/128', port: 8090 },
        { range: 'fd00::/8', port: 443 },
        { range: 'fd01::/16', port: null },
      ],
      spoolDir: resolve('.local/spool'),
      productName: 'Turnpike',
    });
  });

  test('is frozen, lists included', () => {
    const config = loadGatewayConfig(complete);
    expect(() => Object.assign(config, { gatewayPort: 1 })).toThrow(TypeError);
    expect(Object.isFrozen(config.trustedProxies)).toBe(true);
  });

  test('serves every other process', () => {
    expect(loadWorkerConfig(complete).queuePrefix).toBe('tp-queue');
    expect(loadSandboxConfig({}).smtpPort).toBe(1025);
    expect(loadPortalConfig(complete).gatewayUrl).toBe('http://127.0.0.1:8080');
  });

  test('treats an empty variable as unset', () => {
    expect(loadSandboxConfig({ SANDBOX_PORT: ' ' }).sandboxPort).toBe(8090);
  });
});

describe('a bad environment', () => {
  test('is refused with every problem at once, in a table', () => {
    const error = problemsOf(() =>
      loadGatewayConfig({ ...complete, GATEWAY_PORT: '80800', BODY_LIMIT: '10', KEY_PEPPER: '' }),
    );
    expect(error.problems.map((problem) => problem.variable).sort()).toEqual([
      'BODY_LIMIT',
      'GATEWAY_PORT',
      'KEY_PEPPER',
    ]);
    expect(error.message).toMatch(/GATEWAY_PORT\s+80800\s+give a whole number from 1 to 65535/);
    expect(error.message).toMatch(/KEY_PEPPER\s+\(unset\)\s+is required/);
  });

  test('never shows a secret or a password', () => {
    const error = problemsOf(() =>
      loadGatewayConfig({ ...complete, CREDENTIAL_KEY: 'topsecret', DATABASE_URL: 'mysql://app:hunter2@db/x' }),
    );
    expect(error.problems).toHaveLength(2);
    expect(`${error.message}${error.stack}`).not.toMatch(/topsecret|hunter2/);
  });

  test.each([
    ['GATEWAY_PORT', '0'],
    ['GATEWAY_PORT', '8080.5'],
    ['GATEWAY_PORT', '0x50'],
    ['GATEWAY_PROCESSES', '-1'],
    ['BODY_LIMIT', '0mb'],
    ['SHUTDOWN_GRACE', '20'],
    ['SHUTDOWN_GRACE', '30000h'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'everyone'],
    ['OUTBOUND_ALLOWED', '10.0.0.0/33'],
    ['OUTBOUND_ALLOWED', '127.0.0.1:0'],
    ['OUTBOUND_ALLOWED', '127.0.0.1:65536'],
    ['OUTBOUND_ALLOWED', '::1:x'],
    ['OUTBOUND_ALLOWED', 'localhost:8090'],
    ['LOG_LEVEL', 'loud'],
    ['HOST', 'a b'],
    ['KEY_PREFIX', 'tp_'],
    ['PORTAL_URL', 'javascript:alert(1)'],
    ['KEY_PEPPER', Buffer.alloc(31).toString('base64')],
  ])('%s=%s is refused', (variable, value) => {
    const error = problemsOf(() => loadGatewayConfig({ ...complete, [variable]: value }));
    expect(error.problems.map((problem) => problem.variable)).toEqual([variable]);
  });
});
