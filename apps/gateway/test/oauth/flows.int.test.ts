/** openid-client completes each flow of the OAuth server against a whole gateway, and calls with what it was given. */
import type { CreateOAuthClientSchema } from '@turnpike/contracts/management/oauth';
import { until } from '@turnpike/testing/until';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowConsent } from '@turnpike/management/oauth/allow-consent.use-case';
import { denyConsent } from '@turnpike/management/oauth/deny-consent.use-case';
import { disableOAuthClient } from '@turnpike/management/oauth/disable-oauth-client.use-case';
import { enableOAuthClient } from '@turnpike/management/oauth/enable-oauth-client.use-case';
import { getConsentRequest } from '@turnpike/management/oauth/get-consent-request.use-case';
import { listOAuthGrants } from '@turnpike/management/oauth/list-oauth-grants.use-case';
import { revokeOAuthClient } from '@turnpike/management/oauth/revoke-oauth-client.use-case';
import { revokeOAuthGrant } from '@turnpike/management/oauth/revoke-oauth-grant.use-case';
import { rotateClientSecret } from '@turnpike/management/oauth/rotate-client-secret.use-case';
import { Browser, type OAuthGateway, type Organisation, startOAuthGateway } from './oauth-gateway.fixture.js';

const REDIRECT = 'https://notes.example.com/callback';

let gateway: OAuthGateway;
let publisher: Organisation;
let payer: Organisation;
beforeAll(async () => {
  gateway = await startOAuthGateway();
  [publisher, payer] = [await gateway.organisation(), await gateway.organisation()];
});
afterAll(() => gateway.stop());

function discover(clientId: string, authentication?: oauth.ClientAuth): Promise<oauth.Configuration> {
  const options = { algorithm: 'oauth2' as const, execute: [oauth.allowInsecureRequests] };
  return oauth.discovery(new URL(gateway.url), clientId, undefined, authentication, options);
}

/** A client that asks people, and may renew. */
async function webClient(input: Partial<(typeof CreateOAuthClientSchema)['_input']> = {}) {
  const grantTypes = ['authorization_code', 'refresh_token'] as ('authorization_code' | 'refresh_token')[];
  const client = await gateway.client(publisher, { grantTypes, redirectUris: [REDIRECT], ...input });
  const authentication = client.secret === null ? oauth.None() : oauth.ClientSecretBasic(client.secret);
  return { ...client, configuration: await discover(client.id, authentication) };
}

type WebClient = Awaited<ReturnType<typeof webClient>>;

async function authorizationUrl({ configuration }: WebClient, extra: Record<string, string> = {}) {
  const verifier = oauth.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri: REDIRECT,
    scope: gateway.product,
    state: 'state',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  };
  return { url: oauth.buildAuthorizationUrl(configuration, parameters).href, verifier };
}

/** Goes to the consent page; gives the browser and the handle in its address. */
async function ask(client: WebClient, extra: Record<string, string> = {}) {
  const browser = new Browser();
  const { url, verifier } = await authorizationUrl(client, extra);
  const location = (await browser.get(url)).headers.get('location') ?? '';
  const handle = location.split('/consent/')[1] ?? '';
  return { browser, verifier, location, handle };
}

/** All the way to the client's own address. */
async function authorize(client: WebClient, extra: Record<string, string> = {}) {
  const { browser, verifier, handle } = await ask(client, extra);
  const { continueAt } = await allowConsent(gateway.context, payer.owner, {
    handle,
    applicationId: payer.applicationId,
  });
  const returned = new URL((await browser.get(continueAt)).headers.get('location') ?? '');
  return { returned, verifier };
}

async function connect(client: WebClient, extra: Record<string, string> = {}) {
  const { returned, verifier } = await authorize(client, extra);
  const checks = { pkceCodeVerifier: verifier, expectedState: 'state' };
  return oauth.authorizationCodeGrant(client.configuration, returned, checks);
}

/** The OAuth error of a refused exchange. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.fail('was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof oauth.WWWAuthenticateChallengeError) return error.cause[0]?.parameters.error ?? error.message;
  return (error as { error?: string }).error ?? String(error);
}

const chatsWith = (token: string) => gateway.chat(token).then(({ status }) => status);

describe('a client for itself', () => {
  test('by secret: calls what its scopes cover, in its application', async () => {
    const client = await gateway.client(publisher, { scopes: [gateway.product, gateway.otherProduct] });
    const configuration = await discover(client.id, oauth.ClientSecretBasic(client.secret ?? ''));
    const all = await oauth.clientCredentialsGrant(configuration);
    expect(all).toMatchObject({
      token_type: 'bearer',
      expires_in: 600,
      scope: `${gateway.product} ${gateway.otherProduct}`,
    });
    expect(await chatsWith(all.access_token)).toBe(200);
    const narrow = await oauth.clientCredentialsGrant(configuration, { scope: `${gateway.product}:chat.completions` });
    expect(await chatsWith(narrow.access_token)).toBe(200);
    const other = await oauth.clientCredentialsGrant(configuration, { scope: gateway.otherProduct });
    expect(await gateway.chat(other.access_token)).toEqual({
      status: 403,
      code: 'insufficient_scope',
      challenge: `Bearer error="insufficient_scope", scope="${gateway.product}"`,
    });
    expect(await refusal(oauth.clientCredentialsGrant(configuration, { scope: 'everything' }))).toBe('invalid_scope');
    const elsewhere = oauth.clientCredentialsGrant(configuration, { resource: 'https://elsewhere.example' });
    expect(await refusal(elsewhere)).toBe('invalid_target');
  });

  test('by a key of its own', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
    const jwks = { keys: [{ kty, crv, x, y, kid: 'k1', alg: 'ES256' }] };
    const client = await gateway.client(publisher, { authMethod: 'private_key_jwt', jwks });
    expect(client.secret).toBeNull();
    const configuration = await discover(client.id, oauth.PrivateKeyJwt({ key: privateKey, kid: 'k1' }));
    const { access_token: token } = await oauth.clientCredentialsGrant(configuration);
    expect(await chatsWith(token)).toBe(200);
    const { privateKey: stranger } = await generateKeyPair('ES256');
    const forged = await discover(client.id, oauth.PrivateKeyJwt({ key: stranger, kid: 'k1' }));
    expect(await refusal(oauth.clientCredentialsGrant(forged))).toBe('invalid_client');
  });

  test('an assertion proves who a client is once: who has read it along can do nothing with it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
    const client = await gateway.client(publisher, {
      authMethod: 'private_key_jwt',
      jwks: { keys: [{ kty, crv, x, y, kid: 'k1', alg: 'ES256' }] },
    });
    const server = (await discover(client.id, oauth.None())).serverMetadata();
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(client.id)
      .setSubject(client.id)
      .setAudience(server.issuer)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(privateKey);
    const ask = () =>
      fetch(server.token_endpoint ?? '', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      });
    expect((await ask()).status).toBe(200);
    const again = await ask();
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ error: 'invalid_client' });
  });

  test('a new secret works beside the old one until the overlap is over', async () => {
    const client = await gateway.client(publisher, {});
    const { secret } = await rotateClientSecret(gateway.context, publisher.owner, {
      clientId: client.id,
      overlap: '1h',
    });
    for (const one of [client.secret ?? '', secret]) {
      const configuration = await discover(client.id, oauth.ClientSecretBasic(one));
      expect((await oauth.clientCredentialsGrant(configuration)).access_token).toBeTruthy();
    }
    await rotateClientSecret(gateway.context, publisher.owner, { clientId: client.id, overlap: 'now' });
    const ended = await discover(client.id, oauth.ClientSecretBasic(secret));
    expect(await refusal(oauth.clientCredentialsGrant(ended))).toBe('invalid_client');
  });

  test('disabled and revoked, its tokens are refused at once', async () => {
    const client = await gateway.client(publisher, {});
    const configuration = await discover(client.id, oauth.ClientSecretBasic(client.secret ?? ''));
    const { access_token: token } = await oauth.clientCredentialsGrant(configuration);
    expect(await chatsWith(token)).toBe(200);
    const change = { clientId: client.id, reason: '' };
    await disableOAuthClient(gateway.context, publisher.owner, change);
    await until(async () => (await chatsWith(token)) === 401, 'the token to be refused');
    expect(await refusal(oauth.clientCredentialsGrant(configuration))).toBe('invalid_client');
    await enableOAuthClient(gateway.context, publisher.owner, change);
    await until(async () => (await chatsWith(token)) === 200, 'the token to be taken');
    await revokeOAuthClient(gateway.context, publisher.owner, change);
    await until(async () => (await chatsWith(token)) === 401, 'the token to be refused');
  });
});

describe('a client in the name of a person', () => {
  test('is let in by the person, calls in their application, renews, and is forgotten', async () => {
    const client = await webClient({ website: 'https://notes.example.com' });
    const { browser, verifier, handle } = await ask(client);
    const request = await getConsentRequest(gateway.context, payer.owner, { handle });
    expect(request).toMatchObject({
      client: { name: 'Notes', website: 'https://notes.example.com' },
      returnsTo: 'https://notes.example.com',
      scopes: [{ scope: gateway.product, product: 'Writing', operation: null }],
      applications: [{ id: payer.applicationId, isSubscribed: true, wasChosen: false }],
      remembered: null,
    });
    const answer = { handle, applicationId: payer.applicationId };
    const { continueAt } = await allowConsent(gateway.context, payer.owner, answer);
    await expect(allowConsent(gateway.context, payer.owner, answer)).rejects.toMatchObject({ code: 'not_found' });
    const returned = new URL((await browser.get(continueAt)).headers.get('location') ?? '');
    expect(returned.origin + returned.pathname).toBe(REDIRECT);
    const checks = { pkceCodeVerifier: verifier, expectedState: 'state' };
    const tokens = await oauth.authorizationCodeGrant(client.configuration, returned, checks);
    expect(await chatsWith(tokens.access_token)).toBe(200);

    const renewed = await oauth.refreshTokenGrant(client.configuration, tokens.refresh_token ?? '');
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await chatsWith(renewed.access_token)).toBe(200);

    const again = await ask(client);
    const asked = await getConsentRequest(gateway.context, payer.owner, { handle: again.handle });
    expect(asked.remembered).toBe(payer.applicationId);
    const { items } = await listOAuthGrants(gateway.context, payer.owner, {});
    const grant = items.find((one) => one.client.id === client.id);
    expect(grant).toMatchObject({ scopes: [gateway.product], application: 'Main' });
    await revokeOAuthGrant(gateway.context, payer.owner, { grantId: grant?.id ?? '' });
    await until(async () => (await chatsWith(renewed.access_token)) === 401, 'the token to be refused');
    expect(await gateway.chat(renewed.access_token)).toMatchObject({ challenge: 'Bearer error="invalid_token"' });
    expect(await refusal(oauth.refreshTokenGrant(client.configuration, renewed.refresh_token ?? ''))).toBe(
      'invalid_grant',
    );
  });

  test.each(['*', 'its product'])('a client that may ask for %s and asks for less is given that', async (may) => {
    const client = await webClient({ scopes: [may === '*' ? may : gateway.product] });
    for (const asked of [gateway.product, `${gateway.product} offline_access`]) {
      const tokens = await connect(client, { scope: asked });
      expect(tokens.scope).toBe(gateway.product);
      expect(await chatsWith(tokens.access_token)).toBe(200);
      const renewed = await oauth.refreshTokenGrant(client.configuration, tokens.refresh_token ?? '');
      expect(renewed.scope).toBe(gateway.product);
      expect(await chatsWith(renewed.access_token)).toBe(200);
    }
  });

  test('a public client is asked for each time, with a loopback address of any port', async () => {
    const client = await webClient({ kind: 'public', redirectUris: ['http://127.0.0.1/callback', REDIRECT] });
    const tokens = await connect(client);
    expect(await chatsWith(tokens.access_token)).toBe(200);
    const { handle } = await ask(client, { redirect_uri: 'http://127.0.0.1:49152/callback' });
    expect(await getConsentRequest(gateway.context, payer.owner, { handle })).toMatchObject({ remembered: null });
  });

  test('a person who says no', async () => {
    const client = await webClient();
    const { browser, handle } = await ask(client);
    const { continueAt } = await denyConsent(gateway.context, payer.owner, { handle });
    const returned = new URL((await browser.get(continueAt)).headers.get('location') ?? '');
    expect(returned.searchParams.get('error')).toBe('access_denied');
    expect(returned.searchParams.get('iss')).toBe(gateway.url);
  });

  test('only the browser that asked gets the answer', async () => {
    const client = await webClient();
    const { handle } = await ask(client);
    const answer = { handle, applicationId: payer.applicationId };
    const { continueAt } = await allowConsent(gateway.context, payer.owner, answer);
    const location = (await new Browser().get(continueAt)).headers.get('location');
    expect(location).toBe(`${gateway.url}/consent/problem?error=invalid_request`);
  });

  test.each([
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a scope that the client may not ask for', { scope: 'everything' }, 'invalid_scope'],
    ['another resource', { resource: 'https://elsewhere.example' }, 'invalid_target'],
    ['an implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['no page', { prompt: 'none' }, 'login_required'],
  ])('%s is refused at the client’s address', async (_, extra, error) => {
    const client = await webClient();
    const { url } = await authorizationUrl(client, extra);
    const cleaned = new URL(url);
    for (const [name, value] of Object.entries(extra)) if (value === '') cleaned.searchParams.delete(name);
    const location = new URL((await new Browser().get(cleaned.href)).headers.get('location') ?? '');
    const found = location.searchParams.get('error') ?? new URLSearchParams(location.hash.slice(1)).get('error');
    expect([location.origin, found]).toEqual([new URL(REDIRECT).origin, error]);
  });

  test.each(['https://notes.example.com/callback/', 'https://notes.example.com/callback?x=1', 'https://evil.example/'])(
    'nobody is sent to %s, which is not the client’s',
    async (address) => {
      const { url } = await authorizationUrl(await webClient(), { redirect_uri: address });
      const location = (await new Browser().get(url)).headers.get('location');
      expect(location).toBe(`${gateway.url}/consent/problem?error=invalid_redirect_uri`);
    },
  );
});

describe('codes and refresh tokens', () => {
  test('a code is good once, for its verifier and its address; shown again, all it gave ends', async () => {
    const client = await webClient();
    const { returned, verifier } = await authorize(client);
    const checks = { pkceCodeVerifier: verifier, expectedState: 'state' };
    const wrong = { ...checks, pkceCodeVerifier: oauth.randomPKCECodeVerifier() };
    expect(await refusal(oauth.authorizationCodeGrant(client.configuration, returned, wrong))).toBe('invalid_grant');
    const moved = new URL(returned);
    moved.pathname = '/elsewhere';
    expect(await refusal(oauth.authorizationCodeGrant(client.configuration, moved, checks))).toBe('invalid_grant');
    const tokens = await oauth.authorizationCodeGrant(client.configuration, returned, checks);
    expect(await chatsWith(tokens.access_token)).toBe(200);
    expect(await refusal(oauth.authorizationCodeGrant(client.configuration, returned, checks))).toBe('invalid_grant');
    await until(async () => (await chatsWith(tokens.access_token)) === 401, 'the token to be refused');
    expect(await refusal(oauth.refreshTokenGrant(client.configuration, tokens.refresh_token ?? ''))).toBe(
      'invalid_grant',
    );
  });

  test('a code that is too old', async () => {
    const client = await webClient();
    const { returned, verifier } = await authorize(client);
    await gateway.context.db.pool.query(
      `UPDATE oauth_records SET payload = jsonb_set(payload, '{exp}', '1'::jsonb) WHERE model = 'AuthorizationCode'`,
    );
    const checks = { pkceCodeVerifier: verifier, expectedState: 'state' };
    expect(await refusal(oauth.authorizationCodeGrant(client.configuration, returned, checks))).toBe('invalid_grant');
  });

  test('of many who show one refresh token at once, one is answered and the grant ends', async () => {
    const client = await webClient();
    const tokens = await connect(client);
    const tries = Array.from({ length: 4 }, () =>
      oauth.refreshTokenGrant(client.configuration, tokens.refresh_token ?? ''),
    );
    const answers = await Promise.allSettled(tries);
    const won = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(won.length).toBeLessThanOrEqual(1);
    const next = won[0]?.refresh_token ?? tokens.refresh_token ?? '';
    expect(await refusal(oauth.refreshTokenGrant(client.configuration, next))).toBe('invalid_grant');
    await until(async () => (await chatsWith(tokens.access_token)) === 401, 'the token to be refused');
  });

  test('a refresh token is its client’s alone', async () => {
    const [client, other] = [await webClient(), await webClient()];
    const { refresh_token: token = '' } = await connect(client);
    expect(await refusal(oauth.refreshTokenGrant(other.configuration, token))).toBe('invalid_grant');
  });
});

describe('revocation and introspection', () => {
  test('an access token is looked into and given up', async () => {
    const client = await webClient();
    const tokens = await connect(client);
    const { access_token: token } = tokens;
    expect(await oauth.tokenIntrospection(client.configuration, token)).toMatchObject({
      active: true,
      client_id: client.id,
      scope: gateway.product,
    });
    expect(await oauth.tokenIntrospection(client.configuration, tokens.refresh_token ?? '')).toMatchObject({
      active: true,
    });
    const other = await webClient();
    expect(await oauth.tokenIntrospection(other.configuration, token)).toEqual({ active: false });
    await oauth.tokenRevocation(other.configuration, token);
    expect(await chatsWith(token)).toBe(200);
    await oauth.tokenRevocation(client.configuration, token);
    await until(async () => (await chatsWith(token)) === 401, 'the token to be refused');
    expect(await oauth.tokenIntrospection(client.configuration, token)).toEqual({ active: false });
  });

  test('with a refresh token all ends that it stands for', async () => {
    const client = await webClient();
    const tokens = await connect(client);
    await oauth.tokenRevocation(client.configuration, tokens.refresh_token ?? '');
    await until(async () => (await chatsWith(tokens.access_token)) === 401, 'the token to be refused');
    expect(await oauth.tokenIntrospection(client.configuration, tokens.refresh_token ?? '')).toEqual({ active: false });
  });

  test('nobody looks into tokens without proving who they are', async () => {
    const client = await webClient({ kind: 'public' });
    const { access_token: token } = await connect(client);
    expect(await oauth.tokenIntrospection(client.configuration, token)).toEqual({ active: false });
    const stranger = await discover(client.id, oauth.ClientSecretBasic('wrong'));
    expect(await refusal(oauth.tokenIntrospection(stranger, token))).toBe('invalid_client');
  });
});

test('the documents name what is there, and no fault of ours was logged', async () => {
  const server = await fetch(`${gateway.url}/.well-known/oauth-authorization-server`).then((answer) => answer.json());
  expect(server).toMatchObject({ issuer: gateway.url, code_challenge_methods_supported: ['S256'] });
  const resource = await fetch(`${gateway.url}/.well-known/oauth-protected-resource`).then((answer) => answer.json());
  expect(resource).toMatchObject({ resource: gateway.url, authorization_servers: [gateway.url] });
  const { status } = await fetch(`${gateway.url}/.well-known/oauth-authorization-server/elsewhere`);
  expect(status).toBe(404);
  expect(gateway.log()).not.toContain('"msg":"oauth"');
});
