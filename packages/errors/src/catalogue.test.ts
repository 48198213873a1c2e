import { describe, expect, it } from 'vitest';
import { CATALOGUE, type CatalogueEntry } from './catalogue.js';

const entries: [string, CatalogueEntry][] = Object.entries(CATALOGUE);

describe('the catalogue', () => {
  it('gives every error a number of its own', () => {
    expect(new Set(entries.map(([, entry]) => entry.number)).size).toBe(entries.length);
    expect(entries.length).toBeGreaterThan(30);
  });

  it.each(entries)('%s agrees with itself', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(Math.floor(entry.number / 10)).toBe(entry.status);
    expect(entry.status).toBeGreaterThanOrEqual(400);
    expect(entry.status).toBeLessThan(600);
    expect(entry.blame === 'caller').toBe(entry.status < 500);
    expect(entry.type).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it.each(entries)('%s says what happened and what to do, in whole sentences', (_, entry) => {
    for (const text of [entry.message, entry.fix]) expect(text).toMatch(/^[A-Z].{8,}[.>]$/);
    expect(entry.message).not.toBe(entry.fix);
  });

  it('tells clients to try again where that may help, and only there', () => {
    for (const [code, entry] of entries) {
      // A caller's fault that waiting mends: too much at once, or too soon.
      if (entry.status === 429 || code === 'idempotency_in_progress') expect(entry.retryable, code).toBe(true);
      else if (entry.blame === 'caller') expect(entry.retryable, code).toBe(false);
    }
    expect(CATALOGUE.upstream_rejected_credential.retryable).toBe(false);
    expect(CATALOGUE.limits_unavailable.retryable).toBe(true);
  });

  it('keeps money apart from rate: 402 and 429', () => {
    expect(CATALOGUE.insufficient_quota).toMatchObject({ status: 402, type: 'insufficient_quota' });
    expect(CATALOGUE.rate_limit_exceeded).toMatchObject({ status: 429, number: 4290 });
  });
});
