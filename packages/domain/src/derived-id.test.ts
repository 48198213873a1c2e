import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId } from './derived-id.js';
import { idTimestampMs } from './ids.js';

const uuid7 = fc.uuid({ version: 7 });
const roles = ['reaped', 'reversal'] as const;

describe('derivedId', () => {
  it('is a UUIDv7 of the same millisecond', () => {
    fc.assert(
      fc.property(uuid7, fc.constantFrom(...roles), (uuid, role) => {
        const id = derivedId(uuid, role);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(idTimestampMs(id)).toBe(idTimestampMs(uuid));
      }),
    );
  });

  it('is always the same for the same request and role, and never for another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(uuid7, { minLength: 2, maxLength: 20 }), (uuids) => {
        const derive = () => uuids.flatMap((uuid) => roles.map((role) => derivedId(uuid, role)));
        expect(derive()).toEqual(derive());
        expect(new Set([...uuids, ...derive()]).size).toBe(uuids.length * 3);
      }),
    );
  });

  it('does not change between versions of this code: events of the past are found by it', () => {
    const uuid = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6';
    expect(roles.map((role) => derivedId(uuid, role))).toEqual([
      '0194f0c2-7be3-7929-a7d0-616d618f40dd',
      '0194f0c2-7be3-7993-84a9-5bb6def01481',
    ]);
  });
});
