/** Client tokens as the data plane makes them, over the control plane's use case. */
import { publicId } from '@turnpike/domain/ids';
import type { ClientTokenObject } from '@turnpike/endpoints/client-tokens/client-token-object';
import { readClientTokenWish } from '@turnpike/endpoints/client-tokens/create-client-token.operation';
import type { JsonObject } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { createClientToken } from '@turnpike/management/client-tokens/create-client-token.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import type { Granted } from '@turnpike/pipeline/tickets';
import { actorOf } from '../jobs/job-desk.js';
import { orRefusal } from '../or-refusal.js';

/** Where client tokens are made. */
export interface ClientTokenDesk {
  create(ticket: Granted, body: JsonObject): Promise<ClientTokenObject | ApiError>;
}

export function createClientTokenDesk(context: ManagementContext, onError: (error: unknown) => void): ClientTokenDesk {
  return {
    async create(ticket, body) {
      const { caller, arrival } = ticket;
      const wish = readClientTokenWish(body);
      if (wish instanceof ApiError) return wish;
      if (caller.terms !== null && caller.terms.kind !== 'api_key')
        return new ApiError('forbidden', { message: 'Client tokens are made with an API key, on your server.' });
      const unknown = wish.models?.find((name) => !offers(ticket, name));
      if (unknown !== undefined) return modelNotFound(unknown);
      const made = await orRefusal(() => createClientToken(context, actorOf(caller, arrival.requestId), wish), onError);
      if (made instanceof ApiError) return made;
      const { endUser, models, budget } = wish;
      return {
        id: publicId('clientToken', made.id),
        object: 'client_token',
        token: made.token,
        created_at: Math.floor(made.createdAt.getTime() / 1000),
        expires_at: Math.floor(made.expiresAt.getTime() / 1000),
        end_user: endUser,
        models: models === null ? null : [...models],
        budget,
        currency: budget === null ? null : (ticket.entitlements[0]?.planVersion.currency ?? null),
      };
    },
  };
}

function offers({ entitlements }: Granted, model: string): boolean {
  return entitlements.some(({ product }) => product.models.has(model));
}

function modelNotFound(name: string): ApiError {
  const message = `The model '${name.toWellFormed()}' does not exist or you do not have access to it.`;
  return new ApiError('model_not_found', { message, param: 'models' });
}
