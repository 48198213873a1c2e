'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  type ClientCertificateView,
  CreateClientCertificateSchema,
  type FactorPolicy,
  FactorPolicySchema,
} from '@turnpike/contracts/management/factors';
import { registerClientCertificate } from '@turnpike/management/factors/register-client-certificate.use-case';
import { removeClientCertificate } from '@turnpike/management/factors/remove-client-certificate.use-case';
import { setApplicationFactors } from '@turnpike/management/factors/set-application-factors.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const HERE = '/org/access';

export async function setApplicationFactorsAction(input: unknown): Promise<ActionResult<FactorPolicy>> {
  return tenantAction(FactorPolicySchema.extend({ subject: IdSchema }), input, async ({ context, session, input }) => {
    const policy = await setApplicationFactors(context, session.actor, {
      applicationId: input.subject,
      auth: input.auth,
    });
    revalidatePath(HERE);
    return policy;
  });
}

export async function registerClientCertificateAction(input: unknown): Promise<ActionResult<ClientCertificateView>> {
  return tenantAction(CreateClientCertificateSchema, input, async (given) => {
    const registered = await registerClientCertificate(given.context, given.session.actor, given.input);
    revalidatePath(HERE);
    return registered;
  });
}

export async function removeClientCertificateAction(input: unknown): Promise<ActionResult<ClientCertificateView>> {
  return tenantAction(z.object({ certificateId: IdSchema }), input, async (given) => {
    const removed = await removeClientCertificate(given.context, given.session.actor, given.input);
    revalidatePath(HERE);
    return removed;
  });
}
