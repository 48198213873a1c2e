// What Next would write into next-env.d.ts at a build or dev start. That file is not committed, because the two write it
// differently; this one lets the types be checked before either has run.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
