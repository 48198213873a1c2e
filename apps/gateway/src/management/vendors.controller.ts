import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type VendorView, VendorViewSchema } from '@turnpike/contracts/management/vendors';
import type { Actor } from '@turnpike/management/actor';
import { listVendors } from '@turnpike/management/providers/list-vendors.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Vendor = VendorViewSchema.meta({ id: 'Vendor' });

@ApiTags('Providers')
@Controller('api/v1/vendors')
export class VendorsController {
  @Get()
  @Documented({
    summary: 'List the vendors a provider may be made of',
    description: 'Known addresses and wire formats, to fill a provider in with. Calling one takes an account there.',
    data: pageSchema(Vendor),
  })
  list(@CurrentActor() actor: Actor): Page<VendorView> {
    return listVendors(actor);
  }
}
