/**
 * `usageMetadata` as disjoint buckets, and back. There tokens out of the cache are inside the prompt's, thoughts outside
 * the candidates', and what tools of Google's own put in outside the prompt's. Google leaves out counts of zero.
 */
import { NO_USAGE } from '@turnpike/domain/usage';
import type { Usage } from '@turnpike/domain/usage';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { countOf, recordsIn } from '../reading.js';

/** `usage` null: it can't be billed from. `fault`: what was missing or absurd. */
export interface UsageMetadataReading {
  readonly usage: Usage | null;
  readonly fault: string | null;
}

interface Counts {
  prompt: number;
  candidates: number;
  thoughts: number;
  toolUse: number;
  cached: number;
}

/** Reads a `usageMetadata`, or whatever stands in its place. Never throws. */
export function readUsageMetadata(json: unknown): UsageMetadataReading {
  if (!isRecord(json)) return unusable(json === undefined || json === null ? 'no usage' : 'usage is no object');
  const counts = readCounts(json);
  if (typeof counts === 'string') return unusable(`${counts} is missing or absurd`);
  const { prompt, candidates, thoughts, toolUse, cached } = counts;
  const read = splitInput(json, { prompt, cached });
  const written = splitByModality(json.candidatesTokensDetails, null, candidates);
  const usage = {
    ...NO_USAGE,
    ...read,
    inputTokens: read.inputTokens + toolUse,
    cachedInputTokens: Math.min(cached, prompt),
    outputTokens: candidates - written.audio - written.image,
    reasoningTokens: thoughts,
    audioOutputTokens: written.audio,
    imageOutputTokens: written.image,
  };
  return { usage, fault: cached > prompt ? 'absurd: cachedContentTokenCount' : null };
}

/** The name of the count that is missing or absurd instead. */
function readCounts(json: JsonObject): Counts | string {
  const prompt = countOf(json.promptTokenCount);
  if (prompt === null) return 'promptTokenCount';
  const thoughts = countOf(json.thoughtsTokenCount ?? 0);
  if (thoughts === null) return 'thoughtsTokenCount';
  const toolUse = countOf(json.toolUsePromptTokenCount ?? 0);
  if (toolUse === null) return 'toolUsePromptTokenCount';
  const total = countOf(json.totalTokenCount ?? null);
  const candidates = readCandidates(json.candidatesTokenCount, { total, rest: prompt + toolUse, thoughts });
  if (candidates === null) return 'candidatesTokenCount';
  return { prompt, thoughts, toolUse, candidates, cached: countOf(json.cachedContentTokenCount ?? 0) ?? 0 };
}

/** A missing count is what the total leaves. Some models count thoughts among the candidates: the total tells. */
function readCandidates(
  given: unknown,
  known: { total: number | null; rest: number; thoughts: number },
): number | null {
  const { total, rest, thoughts } = known;
  if (given === undefined || given === null) {
    const left = total === null ? -1 : total - rest - thoughts;
    return left < 0 ? null : left;
  }
  const candidates = countOf(given);
  if (candidates === null || thoughts === 0 || total !== rest + candidates) return candidates;
  return Math.max(0, candidates - thoughts);
}

type InputBuckets = Pick<Usage, 'inputTokens' | 'audioInputTokens' | 'imageInputTokens'>;

/** The prompt less what came out of the cache, sound and pictures apart. */
function splitInput(json: JsonObject, { prompt, cached }: { prompt: number; cached: number }): InputBuckets {
  const fresh = Math.max(0, prompt - cached);
  const { audio, image } = splitByModality(json.promptTokensDetails, json.cacheTokensDetails, fresh);
  return { inputTokens: fresh - audio - image, audioInputTokens: audio, imageInputTokens: image };
}

/** Sound and pictures among so many tokens, less those that another list takes out; never more than there are. */
function splitByModality(details: unknown, lessDetails: unknown, most: number): { audio: number; image: number } {
  const count = (modality: string): number =>
    Math.max(0, sumOf(details, modality) - (lessDetails === null ? 0 : sumOf(lessDetails, modality)));
  const audio = Math.min(count('AUDIO'), most);
  return { audio, image: Math.min(count('IMAGE'), most - audio) };
}

function sumOf(details: unknown, modality: string): number {
  return recordsIn(details)
    .filter((detail) => detail.modality === modality)
    .reduce((sum, detail) => sum + (countOf(detail.tokenCount) ?? 0), 0);
}

function unusable(fault: string): UsageMetadataReading {
  return { usage: null, fault };
}

/** Buckets in Google's words. */
export function writeUsageMetadata(usage: Usage): JsonObject {
  const prompt =
    usage.inputTokens +
    usage.cachedInputTokens +
    usage.cacheWriteTokens +
    usage.audioInputTokens +
    usage.imageInputTokens;
  const candidates = usage.outputTokens + usage.audioOutputTokens + usage.imageOutputTokens;
  const { cachedInputTokens: cached, reasoningTokens: thoughts } = usage;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: candidates,
    totalTokenCount: prompt + candidates + thoughts,
    ...(cached > 0 && { cachedContentTokenCount: cached }),
    // What came out of the cache is of no known kind, and counts as text.
    promptTokensDetails: modalities(prompt, usage.audioInputTokens, usage.imageInputTokens),
    candidatesTokensDetails: modalities(candidates, usage.audioOutputTokens, usage.imageOutputTokens),
    ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
  };
}

function modalities(all: number, audio: number, image: number): JsonObject[] {
  const counts = { TEXT: all - audio - image, AUDIO: audio, IMAGE: image };
  return Object.entries(counts).flatMap(([modality, tokenCount]) => (tokenCount > 0 ? { modality, tokenCount } : []));
}
