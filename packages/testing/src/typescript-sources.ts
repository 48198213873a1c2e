// Lets `node --import` run an app from its sources: relative imports name the compiled file, and there is none.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isCompiledName = specifier.startsWith('.') && specifier.endsWith('.js');
    const fromSource = context.parentURL?.endsWith('.ts') === true;
    return nextResolve(isCompiledName && fromSource ? `${specifier.slice(0, -3)}.ts` : specifier, context);
  },
});
