/** Starts a supervised server on a port nobody else has, and waits for it. */
import { SupervisedProcess } from '../supervise/supervised-process.mjs';
import { NotReadyError, waitUntilReady } from '../supervise/readiness.mjs';
import { isFree } from '../ports.mjs';

const READY_TIMEOUT_MS = 60_000;
const ATTEMPTS = 3;

/**
 * @typedef {object} RunningServer
 * @property {string} url
 * @property {number} port
 * @property {SupervisedProcess} process
 *
 * @typedef {object} ServerDefinition
 * @property {() => Promise<number>} choosePort
 * @property {(port: number) => import('../supervise/supervised-process.mjs').ProcessSpec} specFor
 * @property {(port: number, pid: number) => Promise<boolean>} isReady whether the process `pid` itself serves the port
 * @property {(port: number) => string} urlFor
 * @property {import('../supervise/supervised-process.mjs').SupervisionHooks} [hooks]
 * @property {AbortSignal} [signal]
 */

/**
 * @param {ServerDefinition} definition
 * @returns {Promise<RunningServer>}
 * @throws {NotReadyError}
 */
export async function startServer(definition) {
  const { choosePort, specFor, isReady, urlFor, hooks, signal } = definition;
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort();
    const server = new SupervisedProcess(specFor(port), hooks);
    server.start();
    const probe = async () => server.pid !== undefined && (await isReady(port, server.pid));
    try {
      await waitUntilReady(server, { probe, timeoutMs: READY_TIMEOUT_MS, ...(signal ? { signal } : {}) });
      return { url: urlFor(port), port, process: server };
    } catch (error) {
      await server.stop();
      // Somebody took the port between the look and the start.
      const stolen = error instanceof NotReadyError && !(await isFree(port));
      if (!stolen || attempt === ATTEMPTS) throw error;
    }
  }
}
