/** Everything a machine can say about the code without running it; each as its `check:` script has it. */
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { runCommand } from './bootstrap/command.mjs';
import { runMain } from './bootstrap/main.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { build, install } from './bootstrap/prepare.mjs';
import { together } from './bootstrap/together.mjs';

/** Two lanes, as long as each other on two cores: the linter reads the types of every file, alone. */
const LANES = [['lint'], ['format', 'types', 'boundaries', 'dead-code']];
const SHOWN_CHARACTERS = 4000;

await runMain({
  run: async ({ progress, stop }) => {
    await install({ progress, signal: stop });
    // Types and boundaries look into generated code.
    await build({ progress, signal: stop });
    let failed = 0;
    const check = async (/** @type {string} */ name, /** @type {AbortSignal} */ signal) => {
      const options = { cwd: ROOT, env: { ...childEnvironment(), NO_COLOR: '1' }, signal };
      const { code, output } = await runCommand('pnpm', ['run', '--silent', `check:${name}`], options);
      progress.note('check', `${name}: ${code === 0 ? 'passed' : 'FAILED'}`);
      if (code === 0) return;
      failed += 1;
      console.log(output.trim().slice(-SHOWN_CHARACTERS));
    };
    const lanes = LANES.map((names) => async (/** @type {AbortSignal} */ signal) => {
      for (const name of names) await check(name, signal);
    });
    await together(stop, lanes);
    return failed === 0 ? 0 : 1;
  },
});
