/**
 * Runs before each file of tests: properties draw the same cases every time, so that what fails is what was changed.
 * `FUZZ_SEED` draws others and `FUZZ_RUNS` multiplies them, to look for what nobody has met yet.
 */
import fc from 'fast-check';

export const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? 20_261_121);
export const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 1);
const USUAL_RUNS = 100;

fc.configureGlobal({ seed: FUZZ_SEED, numRuns: USUAL_RUNS * FUZZ_RUNS });
