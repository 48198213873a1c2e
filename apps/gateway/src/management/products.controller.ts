import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateProductInput,
  CreateProductSchema,
  type ProductView,
} from '@turnpike/contracts/management/products';
import {
  ProductViewSchema,
  type UpdateProductInput,
  UpdateProductSchema,
} from '@turnpike/contracts/management/products';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { getProduct } from '@turnpike/management/products/get-product.use-case';
import { listProducts } from '@turnpike/management/products/list-products.use-case';
import { updateProduct } from '@turnpike/management/products/update-product.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Product = ProductViewSchema.meta({ id: 'Product' });

@ApiTags('Products')
@Controller('api/v1/products')
export class ProductsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List API products', data: pageSchema(Product) })
  list(@CurrentActor() actor: Actor, @Query({ schema: ListQuerySchema }) query: ListInput): Promise<Page<ProductView>> {
    return listProducts(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create an API product',
    description: 'It gets one version, v1, with the operations and models named.',
    data: Product,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateProductSchema }) input: CreateProductInput,
  ): Promise<ProductView> {
    return createProduct(this.#context, actor, input);
  }

  @Get(':product')
  @Documented({ summary: 'Show an API product, by slug or id', data: Product })
  get(@CurrentActor() actor: Actor, @Param('product') product: string): Promise<ProductView> {
    return getProduct(this.#context, actor, { product });
  }

  @Patch(':product')
  @Documented({ summary: 'Change an API product', data: Product })
  update(
    @CurrentActor() actor: Actor,
    @Param('product') product: string,
    @Body({ schema: UpdateProductSchema }) input: UpdateProductInput,
  ): Promise<ProductView> {
    return updateProduct(this.#context, actor, { product, changes: input });
  }
}
