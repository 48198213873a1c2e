/** One of Turnpike's built processes: started as the local start does it, killed with -9 and brought back. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { MALLOC_ENVIRONMENT, NODE_MEMORY_FLAGS } from '@turnpike/local/node-memory.mjs';
import { httpProbe, waitUntilReady } from '@turnpike/local/supervise/readiness.mjs';
import { SupervisedProcess } from '@turnpike/local/supervise/supervised-process.mjs';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
/** A dead process stays away for this long, so that others meet its absence. */
const RESTART = { firstMs: 300, maxMs: 1_000, stableMs: 30_000 };

export interface AppOptions {
  name: string;
  folder: 'gateway' | 'worker' | 'sandbox';
  opsPort: number;
  /** Variables of Turnpike's own. */
  env: Record<string, string>;
  logFile: string;
}

export class AppProcess {
  readonly name: string;
  readonly opsUrl: string;
  readonly #supervised: SupervisedProcess;
  readonly #ready: () => Promise<boolean>;

  constructor({ name, folder, opsPort, env, logFile }: AppOptions) {
    this.name = name;
    this.opsUrl = `http://127.0.0.1:${opsPort}`;
    this.#ready = httpProbe(`${this.opsUrl}/ready`);
    const { PATH = '', HOME = '/' } = process.env;
    const spec = {
      name,
      command: process.execPath,
      args: ['--enable-source-maps', ...NODE_MEMORY_FLAGS, 'dist/main.js'],
      cwd: join(ROOT, 'apps', folder),
      env: {
        PATH,
        HOME,
        NODE_ENV: 'production',
        ...MALLOC_ENVIRONMENT,
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        OPS_PORT: String(opsPort),
        ...env,
      },
      logFile,
    };
    this.#supervised = new SupervisedProcess(spec, {}, RESTART);
  }

  /** Resolves when it is ready. @throws {NotReadyError} with the end of its log */
  async start(): Promise<void> {
    this.#supervised.start();
    await this.#untilReady();
  }

  /** kill -9. Resolves when its successor is ready. */
  async kill(): Promise<void> {
    const { pid } = this.#supervised;
    if (pid === undefined) throw new Error(`${this.name} is not running`);
    process.kill(pid, 'SIGKILL');
    while (this.#supervised.pid === pid) await sleep(5);
    await this.#untilReady();
  }

  async stop(): Promise<void> {
    await this.#supervised.stop(AbortSignal.abort());
  }

  /** A gauge of its metrics, by name; 0 where it isn't exported. @throws {Error} while it is down */
  async gauge(name: string): Promise<number> {
    const text = await (await fetch(`${this.opsUrl}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(name) && !one.startsWith('#'));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  async #untilReady(): Promise<void> {
    await waitUntilReady(this.#supervised, { probe: this.#ready, timeoutMs: READY_TIMEOUT_MS });
  }
}
