'use server';

import { IdSchema, ReferenceSchema } from '@turnpike/contracts/management/fields';
import {
  CreateModelCostSchema,
  CreateModelSchema,
  TargetSchema,
  UpdateModelSchema,
  UpdateTargetSchema,
} from '@turnpike/contracts/management/models';
import { RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import { type ModelTestView, TestModelSchema } from '@turnpike/contracts/management/provider-tests';
import { addModelCost } from '@turnpike/management/models/add-model-cost.use-case';
import { addTargetCost } from '@turnpike/management/models/add-target-cost.use-case';
import { addTarget } from '@turnpike/management/models/add-target.use-case';
import { createModel } from '@turnpike/management/models/create-model.use-case';
import { updateModel } from '@turnpike/management/models/update-model.use-case';
import { updateRouting } from '@turnpike/management/models/update-routing.use-case';
import { updateTarget } from '@turnpike/management/models/update-target.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';
import { gatewayRequest } from '../../../../server/gateway';

const UpdateSchema = z.object({ model: ReferenceSchema, changes: UpdateModelSchema });
const AddTargetSchema = z.object({ model: ReferenceSchema, target: TargetSchema });
const UpdateTargetOfSchema = z.object({ model: ReferenceSchema, targetId: IdSchema, changes: UpdateTargetSchema });
const AddCostSchema = z.object({ model: ReferenceSchema, version: CreateModelCostSchema });
const AddTargetCostSchema = AddCostSchema.extend({ targetId: IdSchema });
const UpdateRoutingOfSchema = z.object({ model: ReferenceSchema, routing: RoutingPolicySchema.nullable() });
const TestSchema = z.object({ model: ReferenceSchema, request: TestModelSchema });

/** Every target may take its fifteen seconds, all at once; then the portal still has to answer. */
const TEST_TIMEOUT_MS = 35_000;

export async function createModelAction(input: unknown) {
  return adminAction(CreateModelSchema, input, ({ context, session, input: model }) =>
    createModel(context, session.actor, model),
  );
}

export async function updateModelAction(input: unknown) {
  return adminAction(UpdateSchema, input, async ({ context, session, input: update }) => {
    const model = await updateModel(context, session.actor, update);
    revalidatePath(`/admin/models/${model.id}`);
    return model;
  });
}

export async function addTargetAction(input: unknown) {
  return adminAction(AddTargetSchema, input, async ({ context, session, input: target }) => {
    const model = await addTarget(context, session.actor, target);
    revalidatePath(`/admin/models/${model.id}`);
    return model;
  });
}

export async function updateTargetAction(input: unknown) {
  return adminAction(UpdateTargetOfSchema, input, async ({ context, session, input: update }) => {
    const model = await updateTarget(context, session.actor, update);
    revalidatePath(`/admin/models/${model.id}`);
    return model;
  });
}

export async function updateRoutingAction(input: unknown) {
  return adminAction(UpdateRoutingOfSchema, input, async ({ context, session, input: update }) => {
    const model = await updateRouting(context, session.actor, update);
    revalidatePath(`/admin/models/${model.id}`, 'layout');
    return model;
  });
}

export async function addModelCostAction(input: unknown) {
  return adminAction(AddCostSchema, input, async ({ context, session, input: cost }) => {
    const model = await addModelCost(context, session.actor, { model: cost.model, version: cost.version });
    revalidatePath(`/admin/models/${model.id}`);
    return model;
  });
}

export async function addTargetCostAction(input: unknown) {
  return adminAction(AddTargetCostSchema, input, async ({ context, session, input: cost }) => {
    const model = await addTargetCost(context, session.actor, cost);
    revalidatePath(`/admin/models/${model.id}`);
    return model;
  });
}

/** The gateway calls out: the portal has no way to a provider, nor any of its credentials. */
export async function testModelAction(input: unknown) {
  return adminAction(TestSchema, input, ({ input: { model, request } }) =>
    gatewayRequest<ModelTestView>('POST', `/models/${encodeURIComponent(model)}/test`, {
      body: request,
      timeoutMs: TEST_TIMEOUT_MS,
    }),
  );
}
