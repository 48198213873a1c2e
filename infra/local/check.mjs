/** Everything a machine can say about the code without running it, in order; each as its `check:` script has it. */
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { runCommand } from './bootstrap/command.mjs';
import { runMain } from './bootstrap/main.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { build, install } from './bootstrap/prepare.mjs';

const CHECKS = ['format', 'lint', 'types', 'boundaries', 'dead-code'];
const SHOWN_CHARACTERS = 4000;

await runMain({
  run: async ({ progress, stop }) => {
    await install({ progress, signal: stop });
    // Types and boundaries look into generated code.
    await build({ progress, signal: stop });
    let failed = 0;
    for (const name of CHECKS) {
      const options = { cwd: ROOT, env: { ...childEnvironment(), NO_COLOR: '1' }, signal: stop };
      const { code, output } = await runCommand('pnpm', ['run', '--silent', `check:${name}`], options);
      progress.note('check', `${name}: ${code === 0 ? 'passed' : 'FAILED'}`);
      if (code === 0) continue;
      failed += 1;
      console.log(output.trim().slice(-SHOWN_CHARACTERS));
    }
    return failed === 0 ? 0 : 1;
  },
});
