import { CodeBlock } from './code-block';

/** Nothing is published yet: says what will be here, and the one next step. */
export function NoProducts({ gatewayUrl }: { gatewayUrl: string }) {
  return (
    <div className="rounded-box border border-dashed border-line-strong p-4 sm:p-6">
      <h3 className="text-md">Nothing published yet</h3>
      <p className="mt-1 mb-4 max-w-prose text-quiet">
        APIs appear here as soon as an admin publishes one. With the management key:
      </p>
      <CodeBlock
        label="Publish a product"
        lines={[
          `curl ${gatewayUrl}/api/v1/products \\`,
          `  -H "Authorization: Bearer $MANAGEMENT_KEY" -H 'content-type: application/json' \\`,
          `  -d '{"slug":"chat","name":"Chat","models":[],"approval":"automatic"}'`,
        ]}
      />
    </div>
  );
}
