import { Body, Controller, Delete, Inject, Param, Put, UseGuards } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  type RegisteredInstanceView,
  RegisteredInstanceViewSchema,
  type RegisterInstanceInput,
  RegisterInstanceSchema,
} from '@turnpike/contracts/management/discovery';
import { registerInstance } from '@turnpike/management/instances/register-instance.use-case';
import type { Registrar } from '@turnpike/management/instances/resolve-registrar.use-case';
import { withdrawInstance } from '@turnpike/management/instances/withdraw-instance.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { Public } from '../identity/public.decorator.js';
import { CurrentRegistrar, RegistrarGuard } from './registrar.guard.js';

/** Where instances of providers register themselves, with a registration token: open to the guard of sessions alone. */
@ApiTags('Instances')
@ApiSecurity('registrationToken')
@UseGuards(RegistrarGuard)
@Controller('api/v1/instances')
export class InstancesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Put()
  @Public()
  @Documented({
    summary: 'Register an instance, or say that it lives',
    description:
      'With a registration token, which says whose instance it is. To be sent again within `nextHeartbeatMs`; an ' +
      'instance that was silent for `ttlMs` is sent no further calls.',
    data: RegisteredInstanceViewSchema,
  })
  register(
    @CurrentRegistrar() registrar: Registrar,
    @Body({ schema: RegisterInstanceSchema }) input: RegisterInstanceInput,
  ): Promise<RegisteredInstanceView> {
    return registerInstance(this.#context, registrar, input);
  }

  @Delete(':address')
  @Public()
  @Documented({
    summary: 'Withdraw an instance',
    description: 'With a registration token. It is sent no further calls from now on; those under way are finished.',
  })
  withdraw(@CurrentRegistrar() registrar: Registrar, @Param('address') address: string): Promise<void> {
    return withdrawInstance(this.#context, registrar, { address });
  }
}
