import { type Discovery, DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { expect, test } from 'vitest';
import { discoveryIn, draftOf } from './discovery-draft';

const DISCOVERIES: (Discovery | null)[] = [
  null,
  {
    kind: 'static',
    instances: [
      { address: '10.0.0.1:80', weight: 1 },
      { address: '[fd00::1]:80', weight: 5 },
    ],
  },
  { kind: 'dns', record: 'SRV', host: '_http.a.internal', refreshMs: 1500 },
  { kind: 'dns', record: 'A', host: 'a.internal', port: 8000, refreshMs: 5000, server: '10.0.0.53:53' },
  { kind: 'kubernetes', namespace: 'default', service: 'llama' },
  {
    kind: 'kubernetes',
    namespace: 'models',
    service: 'llama',
    port: 8000,
    apiServer: 'https://kubernetes.example:6443',
    tokenFile: '/var/run/secrets/discovery/token',
  },
  { kind: 'kubernetes', namespace: 'models', service: 'llama', port: 'http' },
  { kind: 'registration', ttlMs: 2500, allowedNetworks: ['10.0.0.0/8', 'fd00::/8'] },
];

test.each(DISCOVERIES)('what is stored is what the form sends untouched: %j', (discovery) => {
  expect(discoveryIn(draftOf(discovery))).toEqual(discovery === null ? null : withoutUsualWeights(discovery));
  expect(DiscoverySchema.nullable().parse(discoveryIn(draftOf(discovery)))).toEqual(discovery);
});

/** A weight of 1 is not typed. */
function withoutUsualWeights(discovery: Discovery): object {
  if (discovery.kind !== 'static') return discovery;
  const instances = discovery.instances.map(({ address, weight }) =>
    weight === 1 ? { address } : { address, weight },
  );
  return { ...discovery, instances };
}

test('what can’t be read is sent to be refused, never left out', () => {
  const draft = draftOf({ kind: 'static', instances: [{ address: '10.0.0.1:80', weight: 1 }] });
  expect(discoveryIn({ ...draft, instances: ' 10.0.0.1:80  much\n\n' })).toEqual({
    kind: 'static',
    instances: [{ address: '10.0.0.1:80', weight: NaN }],
  });
});
