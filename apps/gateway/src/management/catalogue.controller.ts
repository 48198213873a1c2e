import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CatalogueProductView,
  CatalogueProductViewSchema,
  type ListCatalogueInput,
  ListCatalogueSchema,
  type ShowcaseView,
  ShowcaseViewSchema,
} from '@turnpike/contracts/management/catalogue';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { getCatalogueProduct } from '@turnpike/management/catalogue/get-catalogue-product.use-case';
import { listCatalogue } from '@turnpike/management/catalogue/list-catalogue.use-case';
import { listShowcaseCalls } from '@turnpike/management/catalogue/list-showcase-calls.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { Public } from '../identity/public.decorator.js';

const CatalogueProduct = CatalogueProductViewSchema.meta({ id: 'CatalogueProduct' });
const Showcase = ShowcaseViewSchema.meta({ id: 'Showcase' });

/** What anyone may read without a credential. A tenant's own products are among `GET /api/v1/products` for its members. */
@ApiTags('Catalogue')
@Controller('api/v1')
export class CatalogueController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('catalog')
  @Public()
  @Documented({
    summary: 'List the products anyone may subscribe to, with their models and today’s prices',
    data: pageSchema(CatalogueProduct),
    open: true,
  })
  list(@Query({ schema: ListCatalogueSchema }) query: ListCatalogueInput): Promise<Page<CatalogueProductView>> {
    return listCatalogue(this.#context, null, query);
  }

  @Get('catalog/:product')
  @Public()
  @Documented({ summary: 'Show a public product, by slug or id', data: CatalogueProduct, open: true })
  get(@Param('product') product: string): Promise<CatalogueProductView> {
    return getCatalogueProduct(this.#context, null, { product });
  }

  @Get('showcase')
  @Public()
  @Documented({ summary: 'Show the newest test calls that may be shown to anyone', data: Showcase, open: true })
  showcase(): Promise<ShowcaseView> {
    return listShowcaseCalls(this.#context);
  }
}
