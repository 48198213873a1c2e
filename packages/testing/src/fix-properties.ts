/**
 * Runs before each file of tests: properties draw the same cases every time, so that what fails is what was changed.
 * `FUZZ_SEED` draws others and `FUZZ_RUNS` multiplies them, to look for what nobody has met yet.
 */
import fc from 'fast-check';

const { FUZZ_SEED = 20_261_121, FUZZ_RUNS = 1 } = process.env;
const USUAL_RUNS = 100;

fc.configureGlobal({ seed: Number(FUZZ_SEED), numRuns: USUAL_RUNS * Number(FUZZ_RUNS) });
