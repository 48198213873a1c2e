'use server';

import { ReferenceSchema } from '@turnpike/contracts/management/fields';
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import {
  CreateProductSchema,
  CreateProductVersionSchema,
  StopProductSchema,
  UpdateProductSchema,
  UpdateProductVersionSchema,
} from '@turnpike/contracts/management/products';
import { createPlan } from '@turnpike/management/plans/create-plan.use-case';
import { createProductVersion } from '@turnpike/management/products/create-product-version.use-case';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { deleteProduct } from '@turnpike/management/products/delete-product.use-case';
import { resumeProduct } from '@turnpike/management/products/resume-product.use-case';
import { stopProduct } from '@turnpike/management/products/stop-product.use-case';
import { updateProductVersion } from '@turnpike/management/products/update-product-version.use-case';
import { updateProduct } from '@turnpike/management/products/update-product.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';

const UpdateSchema = z.object({ product: ReferenceSchema, changes: UpdateProductSchema });
const DeleteSchema = z.object({ product: ReferenceSchema });
const CreateVersionSchema = z.object({ product: ReferenceSchema, version: CreateProductVersionSchema });
const UpdateVersionSchema = z.object({
  product: ReferenceSchema,
  version: z.string().min(1).max(32),
  changes: UpdateProductVersionSchema,
});

const pageOf = (id: string) => `/admin/products/${id}`;

export async function createProductAction(input: unknown) {
  return adminAction(CreateProductSchema, input, ({ context, session, input: product }) =>
    createProduct(context, session.actor, product),
  );
}

export async function updateProductAction(input: unknown) {
  return adminAction(UpdateSchema, input, async ({ context, session, input: update }) => {
    const product = await updateProduct(context, session.actor, update);
    revalidatePath(pageOf(product.id));
    return product;
  });
}

export async function deleteProductAction(input: unknown) {
  return adminAction(DeleteSchema, input, async ({ context, session, input: product }) => {
    await deleteProduct(context, session.actor, product);
    revalidatePath('/admin/products');
  });
}

export async function stopProductAction(input: unknown) {
  const schema = StopProductSchema.extend({ product: ReferenceSchema });
  return adminAction(schema, input, async ({ context, session, input: given }) => {
    const product = await stopProduct(context, session.actor, given);
    revalidatePath(pageOf(product.id));
    return product;
  });
}

export async function resumeProductAction(input: unknown) {
  return adminAction(z.object({ product: ReferenceSchema }), input, async ({ context, session, input: given }) => {
    const product = await resumeProduct(context, session.actor, given);
    revalidatePath(pageOf(product.id));
    return product;
  });
}

export async function createProductVersionAction(input: unknown) {
  return adminAction(CreateVersionSchema, input, async ({ context, session, input: creation }) => {
    const product = await createProductVersion(context, session.actor, creation);
    revalidatePath(pageOf(product.id));
    return product;
  });
}

export async function updateProductVersionAction(input: unknown) {
  return adminAction(UpdateVersionSchema, input, async ({ context, session, input: update }) => {
    const product = await updateProductVersion(context, session.actor, update);
    revalidatePath(pageOf(product.id));
    return product;
  });
}

export async function createPlanAction(input: unknown) {
  return adminAction(CreatePlanSchema, input, ({ context, session, input: plan }) =>
    createPlan(context, session.actor, plan),
  );
}
