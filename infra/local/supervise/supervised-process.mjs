/**
 * One process that is kept running: started in a group of its own (so that a Ctrl-C in the terminal doesn't reach it
 * before its turn, and nothing it starts can be left behind), its output read by line, started again when it dies.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineSplitter } from '../output/line-splitter.mjs';
import { signalGroup } from './process-identity.mjs';
import { stopGroup } from './stop-group.mjs';

const KEPT_LINES = 30;

/**
 * @typedef {object} ProcessSpec
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env the whole environment, not an addition
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {string} [logFile] output goes there, not to `onLine`
 * @property {NodeJS.Signals} [stopSignal] SIGTERM unless said otherwise
 * @property {number} [stopTimeoutMs]
 * @property {() => void | Promise<void>} [beforeStart] runs before every start, the first and the ones after a death
 *
 * @typedef {object} Backoff
 * @property {number} firstMs
 * @property {number} maxMs
 * @property {number} stableMs running this long makes the next death the first again
 *
 * @typedef {object} SupervisionHooks
 * @property {(name: string, line: string) => void} [onLine]
 * @property {(name: string, event: string) => void} [onEvent]
 * @property {(name: string, pid: number | undefined) => void} [onPid]
 */

/** @type {Backoff} */
const DEFAULT_BACKOFF = { firstMs: 100, maxMs: 10_000, stableMs: 30_000 };

export class SupervisedProcess {
  /** Times it ended without being told to. */
  deaths = 0;
  /** @type {number | undefined} */
  pid;
  /** @type {string[]} */
  lastLines = [];

  #spec;
  #hooks;
  #backoff;
  #stopping = new AbortController();
  /** Ends the wait between two starts. */
  #wake = new AbortController();
  /** Set while a restart was asked for: the end that follows is no death. */
  #restarting = false;
  /** @type {Promise<void> | undefined} */
  #running;

  /**
   * @param {ProcessSpec} spec
   * @param {SupervisionHooks} [hooks]
   * @param {Backoff} [backoff]
   */
  constructor(spec, hooks = {}, backoff = DEFAULT_BACKOFF) {
    this.#spec = spec;
    this.#hooks = hooks;
    this.#backoff = backoff;
  }

  get name() {
    return this.#spec.name;
  }

  get logFile() {
    return this.#spec.logFile;
  }

  /** Returns at once; the process is kept running until {@link stop}. */
  start() {
    this.#running ??= this.#keepRunning();
  }

  /**
   * Ends it and everything it started.
   * @param {AbortSignal} [force] stop waiting and kill
   * @returns {Promise<boolean>} whether it ended without force
   */
  async stop(force) {
    this.#stopping.abort();
    const clean = await this.#end(force);
    await this.#running;
    return clean;
  }

  /** Ends it; it comes back at once, even from the wait after a death. */
  async restart() {
    if (this.pid === undefined) {
      this.#wake.abort();
      return;
    }
    this.#restarting = true;
    await this.#end(undefined);
  }

  /** @param {AbortSignal | undefined} force */
  async #end(force) {
    if (this.pid === undefined) return true;
    const { stopSignal = 'SIGTERM', stopTimeoutMs = 10_000 } = this.#spec;
    return stopGroup(this.pid, { signal: stopSignal, timeoutMs: stopTimeoutMs, force });
  }

  async #keepRunning() {
    let deathsInARow = 0;
    while (!this.#stopping.signal.aborted) {
      const startedAt = Date.now();
      const end = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      if (this.#restarting) {
        this.#restarting = false;
        continue;
      }
      this.deaths += 1;
      deathsInARow = Date.now() - startedAt >= this.#backoff.stableMs ? 1 : deathsInARow + 1;
      const delayMs = Math.min(this.#backoff.firstMs * 2 ** (deathsInARow - 1), this.#backoff.maxMs);
      this.#hooks.onEvent?.(this.name, `${end}; starting again in ${delayMs} ms`);
      this.#wake = new AbortController();
      const cut = AbortSignal.any([this.#stopping.signal, this.#wake.signal]);
      await sleep(delayMs, undefined, { signal: cut }).catch(() => undefined);
    }
  }

  /** @returns {Promise<string>} how it ended */
  async #runOnce() {
    /** @type {number | undefined} */
    let logFd;
    try {
      if (this.#spec.logFile !== undefined) logFd = openSync(this.#spec.logFile, 'a', 0o600);
      await this.#spec.beforeStart?.();
      // Told to stop while preparing: a process started now would be missed.
      if (this.#stopping.signal.aborted) return 'not started';
      const child = this.#spawn(logFd);
      const [code, signal] = await once(child, 'exit');
      // Its children would hold its ports against its successor.
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      return signal ? `ended by ${signal}` : `ended with code ${code}`;
    } catch (error) {
      const message = /** @type {Error} */ (error).message;
      this.#keepLine(message);
      return `could not start: ${message}`;
    } finally {
      if (logFd !== undefined) closeSync(logFd);
      this.#setPid(undefined);
    }
  }

  /** @param {number | undefined} logFd */
  #spawn(logFd) {
    const { command, args, cwd, env, uid, gid } = this.#spec;
    const output = logFd ?? 'pipe';
    const user = uid === undefined || gid === undefined ? {} : { uid, gid };
    const child = spawn(command, args, { cwd, env, ...user, detached: true, stdio: ['ignore', output, output] });
    for (const stream of [child.stdout, child.stderr]) {
      const splitter = new LineSplitter((line) => {
        this.#keepLine(line);
        this.#hooks.onLine?.(this.name, line);
      });
      stream?.on('data', (chunk) => splitter.write(chunk)).on('close', () => splitter.end());
    }
    this.#setPid(child.pid);
    return child;
  }

  /** @param {number | undefined} pid */
  #setPid(pid) {
    if (this.pid === pid) return;
    this.pid = pid;
    this.#hooks.onPid?.(this.name, pid);
  }

  /** @param {string} line */
  #keepLine(line) {
    this.lastLines.push(line);
    if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
  }
}
