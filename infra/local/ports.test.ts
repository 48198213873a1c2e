import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { promisify } from 'node:util';
import { fields } from '@turnpike/config/fields';
import { processFields } from '@turnpike/config/process-fields';
import { afterEach, describe, expect, test } from 'vitest';
import { assertAppPortsFree, findFreePort, isFree, planAppPorts, PORT_DEFAULTS } from './ports.mjs';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function occupy(options: { port?: number; reusePort?: boolean; host?: string } = {}): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', ...options }, resolve));
  return (server.address() as AddressInfo).port;
}

/** Every port of a start, in the range nobody else uses. */
async function freePorts(): Promise<Record<string, string>> {
  const ports = await Promise.all(
    Object.keys(PORT_DEFAULTS).map(async (name) => [name, String(await findFreePort(name))]),
  );
  return Object.fromEntries(ports) as Record<string, string>;
}

test('the defaults are the ones of packages/config', () => {
  const all = [...Object.values(processFields), ...Object.values(fields)];
  for (const [variable, port] of Object.entries(PORT_DEFAULTS)) {
    expect(all.find((field) => field.variable === variable)?.fallback, variable).toBe(String(port));
  }
});

describe('planAppPorts', () => {
  test('counts an operations port for each gateway process, the worker and the sandbox', () => {
    expect(planAppPorts({ GATEWAY_PROCESSES: '2', OPS_PORT: '9500' }).ops).toEqual([9500, 9501, 9502, 9503]);
  });

  test('names every variable that is no port', () => {
    expect(() => planAppPorts({ GATEWAY_PORT: 'http', PORTAL_PORT: '0', GATEWAY_PROCESSES: '0' })).toThrow(
      /GATEWAY_PORT=http[^]*PORTAL_PORT=0[^]*GATEWAY_PROCESSES=0/,
    );
  });
});

describe('assertAppPortsFree', () => {
  test('accepts free ports', async () => {
    await expect(assertAppPortsFree(planAppPorts(await freePorts()), '127.0.0.1')).resolves.toBeUndefined();
  });

  test('names the port, the variable, and a line that would work', async () => {
    const taken = await occupy();
    const plan = planAppPorts({ ...(await freePorts()), PORTAL_PORT: String(taken) });
    const message = await assertAppPortsFree(plan, '127.0.0.1').catch((error: Error) => error.message);
    expect(message).toContain(`port ${taken} is in use: stop what uses it, or set PORTAL_PORT`);
    const suggested = Number(/PORTAL_PORT=(\d+) npm start$/.exec(String(message))?.[1]);
    expect(await isFree(suggested)).toBe(true);
  });

  test('sees an operations port that is taken behind the first', async () => {
    const taken = await occupy();
    const plan = planAppPorts({ ...(await freePorts()), OPS_PORT: String(taken - 2) });
    await expect(assertAppPortsFree(plan, '127.0.0.1')).rejects.toThrow(
      `port ${taken} is in use: stop what uses it, or set OPS_PORT`,
    );
  });

  test('refuses one port asked for twice', async () => {
    const ports = await freePorts();
    const plan = planAppPorts({ ...ports, PORTAL_PORT: ports.GATEWAY_PORT });
    await expect(assertAppPortsFree(plan, '127.0.0.1')).rejects.toThrow(
      'asked for twice: GATEWAY_PORT and PORTAL_PORT',
    );
  });

  test("isn't fooled by another gateway that shares its port", async () => {
    expect(await isFree(await occupy({ reusePort: true }))).toBe(false);
  });
});

describe('findFreePort', () => {
  test('gives no port twice, not even to a search of another process that begins at the same place', async () => {
    const script = `
      const { findFreePort } = await import(${JSON.stringify(new URL('./ports.mjs', import.meta.url).href)});
      Object.defineProperty(process, 'pid', { value: ${process.pid} });
      console.log(JSON.stringify([await findFreePort('contended'), await findFreePort('contended')]));`;
    const own = [await findFreePort('contended'), await findFreePort('contended')];
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    const all = [...own, ...(JSON.parse(stdout) as number[])];
    expect(new Set(all).size).toBe(4);
  });

  test('gives the port of a search whose process has ended', async () => {
    const script = `
      const { findFreePort } = await import(${JSON.stringify(new URL('./ports.mjs', import.meta.url).href)});
      Object.defineProperty(process, 'pid', { value: -1 });
      console.log(await findFreePort('ended'));`;
    const run = async () =>
      Number((await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])).stdout);
    // Another search may have come between.
    await expect.poll(async () => (await run()) - (await run())).toBe(0);
  });
});
