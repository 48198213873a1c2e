'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { AcknowledgeSecurityEventSchema, type SecurityEventView } from '@turnpike/contracts/management/security';
import { acknowledgeSecurityEvent } from '@turnpike/management/security/acknowledge-security-event.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, tenantAction } from '../../../../server/action';

const Acknowledge = AcknowledgeSecurityEventSchema.extend({ securityEventId: IdSchema });

export async function acknowledgeSecurityEventAction(input: unknown): Promise<ActionResult<SecurityEventView>> {
  return tenantAction(Acknowledge, input, async ({ context, session, input: given }) => {
    const event = await acknowledgeSecurityEvent(context, session.actor, given);
    revalidatePath('/org/security');
    return event;
  });
}
