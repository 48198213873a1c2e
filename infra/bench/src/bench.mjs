/**
 * `npm run bench`: what a call costs through the gateway with everything on, beside no proxy, nginx, a plain Node relay
 * and Portkey's gateway, in one run. See README.md for what is measured and how.
 */
import { availableParallelism } from 'node:os';
import { runMain } from '@turnpike/local/bootstrap/main.mjs';
import { build, install } from '@turnpike/local/bootstrap/prepare.mjs';
import { USAGE, parseOptions } from './options.mjs';

const APPS = ['--filter=@turnpike/gateway', '--filter=@turnpike/worker'];

await runMain({
  check: async () => {
    if (process.argv.includes('--help')) {
      console.log(USAGE);
      process.exit(0);
    }
    parseOptions(process.argv.slice(2));
    if (process.platform !== 'linux' || availableParallelism() < 2)
      throw new Error('The bench needs Linux and two cores');
  },
  run: async ({ progress, stop }) => {
    const options = parseOptions(process.argv.slice(2));
    if (options.prepare) {
      await install({ progress, signal: stop });
      await build({ progress, signal: stop, filter: APPS });
    }
    // Only now is built what it imports.
    const { runBench } = await import('./run-bench.mjs');
    return runBench({ options, progress, signal: stop });
  },
});
