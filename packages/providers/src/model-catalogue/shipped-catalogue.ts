/**
 * The catalogue of models that this version ships: what vendors publish of theirs, each entry with the day and the page it
 * was published on. Data to start from: it is never billed by, and an admin's own edits and imports lie over it. A price
 * that isn't known for sure is left out. How an entry looks: `CatalogueEntrySchema`; its test holds every one to it.
 */
import type { CatalogueFile } from '@turnpike/contracts/management/model-catalogue';
import { ANTHROPIC } from './anthropic.js';
import { CHINESE_LABS } from './chinese-labs.js';
import { COHERE } from './cohere.js';
import { GEMINI } from './gemini.js';
import { HOSTS } from './hosts.js';
import { MISTRAL } from './mistral.js';
import { OPENAI } from './openai.js';
import { XAI } from './xai.js';

/** The shipped file. Its version is the day it was put together; change it with the data. */
export const SHIPPED_CATALOGUE: CatalogueFile = {
  version: '2026-11-21',
  entries: [...OPENAI, ...ANTHROPIC, ...GEMINI, ...MISTRAL, ...COHERE, ...XAI, ...CHINESE_LABS, ...HOSTS],
};
