import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
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
import { type CreateProductVersionInput, CreateProductVersionSchema } from '@turnpike/contracts/management/products';
import { type StopProductInput, StopProductSchema } from '@turnpike/contracts/management/products';
import { type ListProductsInput, ListProductsSchema } from '@turnpike/contracts/management/products';
import { type UpdateProductVersionInput, UpdateProductVersionSchema } from '@turnpike/contracts/management/products';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createProductVersion } from '@turnpike/management/products/create-product-version.use-case';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { deleteProduct } from '@turnpike/management/products/delete-product.use-case';
import { getProduct } from '@turnpike/management/products/get-product.use-case';
import { listProducts } from '@turnpike/management/products/list-products.use-case';
import { resumeProduct } from '@turnpike/management/products/resume-product.use-case';
import { stopProduct } from '@turnpike/management/products/stop-product.use-case';
import { updateProductVersion } from '@turnpike/management/products/update-product-version.use-case';
import { updateProduct } from '@turnpike/management/products/update-product.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Product = ProductViewSchema.meta({ id: 'Product' });
const Stop = StopProductSchema.prefault({});

@ApiTags('Products')
@Controller('api/v1/products')
export class ProductsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List API products', data: pageSchema(Product) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListProductsSchema }) query: ListProductsInput,
  ): Promise<Page<ProductView>> {
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

  @Delete(':product')
  @Documented({ summary: 'Delete a draft', description: 'With its plans; only what nobody ever subscribed to.' })
  async delete(@CurrentActor() actor: Actor, @Param('product') product: string): Promise<void> {
    await deleteProduct(this.#context, actor, { product });
  }

  @Post(':product/stop')
  @Documented({
    summary: 'Switch a product off at once',
    description:
      'New calls get 403 `product_stopped` with the reason within a second; calls under way end as they would have.',
    data: Product,
    bodyOptional: true,
  })
  stop(
    @CurrentActor() actor: Actor,
    @Param('product') product: string,
    @Body({ schema: Stop }) input: StopProductInput,
  ): Promise<ProductView> {
    return stopProduct(this.#context, actor, { ...input, product });
  }

  @Post(':product/resume')
  @Documented({ summary: 'Let a product serve again', data: Product, bodyOptional: true })
  resume(@CurrentActor() actor: Actor, @Param('product') product: string): Promise<ProductView> {
    return resumeProduct(this.#context, actor, { product });
  }

  @Post(':product/versions')
  @Documented({
    summary: 'Give a product another version',
    description: 'What is left out is taken over from the newest.',
    data: Product,
    status: 201,
  })
  createVersion(
    @CurrentActor() actor: Actor,
    @Param('product') product: string,
    @Body({ schema: CreateProductVersionSchema }) version: CreateProductVersionInput,
  ): Promise<ProductView> {
    return createProductVersion(this.#context, actor, { product, version });
  }

  @Patch(':product/versions/:version')
  @ApiParam({ name: 'product', type: String })
  @ApiParam({ name: 'version', type: String })
  @Documented({ summary: 'Change a version’s models, operations or stage of life', data: Product })
  updateVersion(
    @CurrentActor() actor: Actor,
    @Param() { product, version }: { product: string; version: string },
    @Body({ schema: UpdateProductVersionSchema }) changes: UpdateProductVersionInput,
  ): Promise<ProductView> {
    return updateProductVersion(this.#context, actor, { product, version, changes });
  }
}
