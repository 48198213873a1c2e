import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID_PREFIXES, idFloor, idTimestampMs, type IdKind, newId, parseId, publicId } from './ids.js';

const kinds = Object.keys(ID_PREFIXES) as IdKind[];
const kind = fc.constantFrom(...kinds);
const uuid7 = fc.uuid({ version: 7 });
const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('newId', () => {
  it('is a UUIDv7 of now, ever larger', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5000 }, newId);
    const after = Date.now();
    for (const id of ids) expect(id).toMatch(V7);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(idTimestampMs(ids[0] as string)).toBeGreaterThanOrEqual(before);
    expect(idTimestampMs(ids[0] as string)).toBeLessThanOrEqual(after);
  });
});

describe('public ids', () => {
  it('have prefixes of their own', () => {
    expect(new Set(Object.values(ID_PREFIXES)).size).toBe(kinds.length);
    for (const prefix of Object.values(ID_PREFIXES)) expect(prefix).toMatch(/^[a-z]{3}$/);
  });

  it('lead back to the uuid, in either case and bare', () => {
    fc.assert(
      fc.property(kind, uuid7, (name, uuid) => {
        const id = publicId(name, uuid);
        expect(id).toMatch(/^[a-z]{3}_[0-9a-f]{32}$/);
        for (const text of [id, id.toUpperCase(), uuid, uuid.toUpperCase()]) expect(parseId(name, text)).toBe(uuid);
      }),
    );
  });

  it('of another kind are refused', () => {
    fc.assert(
      fc.property(kind, kind, uuid7, (name, other, uuid) => {
        fc.pre(name !== other);
        expect(parseId(name, publicId(other, uuid))).toBeNull();
      }),
    );
  });

  it('read from any text are a uuid or nothing', () => {
    fc.assert(
      fc.property(kind, fc.string(), (name, text) => {
        expect(parseId(name, `${ID_PREFIXES[name]}_${text}`)).toSatisfy(
          (id) => id === null || /^[0-9a-f-]{36}$/.test(id),
        );
      }),
    );
  });

  const HEX = '0194f0c27be37f0f9a52b1b2c3d4e5f6';
  it.each([
    '', 'key_', 'key', `key_${HEX.slice(1)}`, `key_${HEX}0`, `key_${HEX.slice(1)}g`, `key-${HEX}`, HEX, ` key_${HEX}`,
    `key_${HEX}\n`, `key_0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6`, "key_' or 1=1 --",
  ])('are not %j', (text) => {
    expect(parseId('key', text)).toBeNull();
  }); // prettier-ignore
});

describe('idFloor', () => {
  const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });

  it('is the smallest id of its millisecond, and above every id before', () => {
    fc.assert(
      fc.property(instant, uuid7, (ms, other) => {
        const floor = idFloor(ms);
        expect(floor).toMatch(V7);
        expect(idTimestampMs(floor)).toBe(ms);
        expect(floor.slice(0, 13) + other.slice(13) >= floor).toBe(true);
        if (ms > 0) expect(`${idFloor(ms - 1).slice(0, 13)}-7fff-bfff-ffffffffffff` < floor).toBe(true);
      }),
    );
  });

  it('is the first of all for a time before 1970', () => {
    expect(idFloor(-1)).toBe('00000000-0000-7000-8000-000000000000');
  });

  it('bounds ids made now', () => {
    const before = idFloor(Date.now());
    const id = newId();
    expect(id >= before).toBe(true);
    expect(id < idFloor(idTimestampMs(id) + 1)).toBe(true);
  });
});
