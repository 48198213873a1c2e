import { SlugSchema } from '@turnpike/contracts/management/fields';
import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { createWithSlug } from './choose-slug.js';

/** A creation that finds the first `taken` slugs it is given taken, and remembers all of them. */
function creation(taken: number) {
  const tried: string[] = [];
  const create = async (slug: string) => {
    tried.push(slug);
    if (tried.length <= taken) throw Object.assign(new Error('duplicate key'), { code: '23505' });
    return slug;
  };
  return { tried, create };
}

test('a slug that was asked for is tried once and never changed', async () => {
  const { tried, create } = creation(1);
  const source = { kind: 'plan', name: 'Gold', asked: 'gold' };
  const error: unknown = await createWithSlug(source, create).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'conflict', param: 'slug' });
  expect(tried).toEqual(['gold']);
});

test('a slug made from a name gets a suffix when it is taken', async () => {
  const { tried, create } = creation(1);
  expect(await createWithSlug({ kind: 'plan', name: 'Gold', asked: undefined }, create)).toMatch(/^gold-[0-9a-f]{6}$/);
  expect(tried[0]).toBe('gold');
});

test('a name without Latin letters gives the kind and a suffix', async () => {
  const { create } = creation(0);
  expect(await createWithSlug({ kind: 'plan', name: '金', asked: undefined }, create)).toMatch(/^plan-[0-9a-f]{6}$/);
});

test('the suffix leaves a slug what a slug must be, however long the name', async () => {
  for (const name of ['x'.repeat(120), `${'x'.repeat(56)} y ${'z'.repeat(50)}`]) {
    const slug = await createWithSlug({ kind: 'plan', name, asked: undefined }, creation(1).create);
    expect(SlugSchema.parse(slug)).toBe(slug);
    expect(slug).toMatch(/[xy]-[0-9a-f]{6}$/);
  }
});

test('whoever finds everything taken is told so in the end', async () => {
  const { tried, create } = creation(Infinity);
  const source = { kind: 'plan', name: 'Gold', asked: undefined };
  await expect(createWithSlug(source, create)).rejects.toMatchObject({ code: 'conflict' });
  expect(new Set(tried).size).toBe(3);
});

test('another failure is nobody’s slug', async () => {
  const create = () => Promise.reject(new Error('no connection'));
  await expect(createWithSlug({ kind: 'plan', name: 'Gold', asked: undefined }, create)).rejects.toThrow(
    'no connection',
  );
});
