/** nginx and wrk: the machine's own, else Debian's packages, unpacked into the checkout's cache without root. */
import { onPath } from '@turnpike/local/servers/on-path.mjs';
import { programFromApt, versionOf } from '@turnpike/local/servers/program-from-apt.mjs';

const PROGRAMS = {
  nginx: { program: 'usr/sbin/nginx', versionFlag: '-v', version: /nginx\/([\d.]+)/ },
  wrk: { program: 'usr/bin/wrk', versionFlag: '-v', version: /wrk (?:debian\/)?([\d.]+)/ },
};

/**
 * @param {keyof typeof PROGRAMS} name
 * @returns {Promise<{ path: string, version: string }>}
 * @throws {Error} that says what to install
 */
export async function findProgram(name) {
  const wanted = { folder: name, package: name, ...PROGRAMS[name] };
  try {
    const path = onPath(name) ?? (await programFromApt(wanted, undefined));
    return { path, version: versionOf(path, wanted) ?? 'unknown' };
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    const advice = `There is no ${name} on PATH, and Debian's package can't be used: ${reason}\nInstall ${name}.`;
    throw new Error(advice, { cause: error });
  }
}
