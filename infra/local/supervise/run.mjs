/**
 * Everything one command has running: started in order, recorded where a guardian and the next start find it, and ended
 * in the opposite order, so that nothing loses its database before it has said goodbye.
 */
import { PROCESSES_FILE } from '../bootstrap/paths.mjs';
import { formatLogLine } from '../output/log-line.mjs';
import { writeJson } from '../state/json-file.mjs';
import { startGuardian } from './guardian.mjs';
import { RunRecord } from './run-record.mjs';

export class Run {
  /** @type {import('./supervised-process.mjs').SupervisedProcess[]} */
  #servers = [];
  /** @type {import('./supervised-process.mjs').SupervisedProcess[]} */
  #apps = [];
  #record;
  #guardian;
  #publish;

  /**
   * @param {object} options
   * @param {string} options.recordFile
   * @param {string[]} [options.leftovers] files and folders that are removed however the run ends
   * @param {boolean} [options.publish] keep `.local/processes.json`
   */
  constructor({ recordFile, leftovers = [], publish = false }) {
    this.#record = new RunRecord(recordFile, publish ? [...leftovers, PROCESSES_FILE] : leftovers);
    this.#guardian = startGuardian(recordFile);
    this.#publish = publish;
  }

  /** @returns {import('./supervised-process.mjs').SupervisionHooks} */
  get hooks() {
    const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
    return {
      onLine: (name, line) => console.log(formatLogLine(name, line, coloured)),
      onEvent: (name, event) => console.log(formatLogLine(name, event, coloured)),
      onPid: (name, pid) => this.note(name, pid),
    };
  }

  /**
   * Records a process that is started by other means.
   * @param {string} name
   * @param {number | undefined} pid
   */
  note(name, pid) {
    this.#record.set(name, pid);
    if (this.#publish) writeJson(PROCESSES_FILE, this.#record.pids());
  }

  /** @param {import('./supervised-process.mjs').SupervisedProcess} server ended last */
  addServer(server) {
    this.#servers.push(server);
  }

  /** @param {import('./supervised-process.mjs').SupervisedProcess} app ended first */
  addApp(app) {
    this.#apps.push(app);
  }

  /**
   * @param {AbortSignal} force ends the patience at once
   * @returns {Promise<string[]>} the names of what had to be killed
   */
  async stop(force) {
    const killed = [];
    for (const group of [this.#apps, this.#servers]) {
      const results = await Promise.all(group.map(async (one) => ((await one.stop(force)) ? [] : [one.name])));
      killed.push(...results.flat());
    }
    this.#record.close();
    // Nothing is left to guard; closing its input would end it too, a moment later.
    this.#guardian.kill('SIGKILL');
    return killed;
  }
}
