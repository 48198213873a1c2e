/**
 * What a gateway's memory may do, for whoever starts one: flags of Node and variables of the C library. Left to
 * themselves both take memory they don't need for the sake of speed that a server of small requests doesn't get; what
 * each is worth stands in infra/docs/decisions/0010-memory-of-a-gateway.md.
 */

export const NODE_MEMORY_FLAGS = [
  // The young generation takes twice this.
  '--max-semi-space-size=16',
  // The old generation is collected when it has grown by this much since the last time.
  '--heap-growing-percent=60',
  // Pages that a collection freed go back to the system.
  '--no-memory-pool',
];

/** Of glibc; others don't know them. */
export const MALLOC_ENVIRONMENT = {
  // One pool of memory for all threads: the pools of threads that parsed and compiled at the start stay full of holes.
  MALLOC_ARENA_MAX: '1',
  // What is free at its end goes back to the system, however large blocks have been before.
  MALLOC_TRIM_THRESHOLD_: '1048576',
};
