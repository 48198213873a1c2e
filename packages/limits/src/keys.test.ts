import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import { KeySpace, SHARD_COUNT, shardOf } from './keys.js';

const hashTag = (key: string) => /\{([^}]+)\}/.exec(key)?.[1];

describe('shardOf', () => {
  it('is the last byte of the id', () => {
    expect(shardOf('0194f0c2-7be3-7f0f-9a52-b1b2c3d4e500')).toBe(0);
    expect(shardOf('0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5ff')).toBe(255);
  });

  it('spreads new ids over all shards', () => {
    const seen = new Set(Array.from({ length: 8000 }, () => shardOf(newId())));
    expect(Math.max(...seen)).toBeLessThan(SHARD_COUNT);
    expect(seen.size).toBe(SHARD_COUNT);
  });
});

describe('KeySpace', () => {
  const keys = new KeySpace('tp');

  it('puts everything one script touches into one slot', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), fc.string(), (tenantId, scope) => {
        const shard = shardOf(tenantId);
        const names = [keys.tenant(tenantId), keys.bucket(tenantId, scope), keys.meta(shard), keys.acks(shard)];
        names.push(keys.holds(shard), keys.pendings(shard), keys.events(shard), keys.claim(tenantId, 'ab'));
        expect(new Set(names.map(hashTag))).toEqual(new Set([String(shard)]));
      }),
    );
    expect(new Set([keys.beats(), keys.dead(), keys.rebuilds(), keys.processState('i')].map(hashTag)).size).toBe(1);
  });

  it('keeps the buckets of two tenants of a shard apart, whatever their scopes are called', () => {
    const one = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e511';
    const other = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4f511';
    expect(shardOf(one)).toBe(shardOf(other));
    expect(keys.bucket(one, 'tenant')).not.toBe(keys.bucket(other, 'tenant'));
    expect(keys.bucket(one, 'tenant')).not.toBe(keys.bucket(one, 'key'));
  });

  it('keeps deployments apart by prefix', () => {
    expect(new KeySpace('other').meta(1)).not.toBe(keys.meta(1));
  });
});
