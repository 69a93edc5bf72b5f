// A real OpenID provider for tests, on loopback: `node provider.mjs '{"clients": [...], "accounts": {...}}'`.
// It prints its issuer. A POST to /control lays other settings over those it has; "rotate" brings a new key.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

const wanted = { alg: "RS256", accounts: {}, clients: [], inToken: false, ...JSON.parse(process.argv[2] || "{}") };
let keys = [];
let provider;

async function newKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: randomUUID() };
}

async function build(issuer) {
  provider = new Provider(issuer, {
    clients: wanted.clients.map((client) => ({ id_token_signed_response_alg: wanted.alg, ...client })),
    jwks: { keys },
    conformIdTokenClaims: !wanted.inToken,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    cookies: { keys: ["only-in-tests"] },
    // Its own way of asking refuses this machine, and all of a test is on it.
    fetch: (url, { dispatcher: _refuses, ...options }) => fetch(url, options),
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...(wanted.accounts[id] || {}) }),
    }),
    loadExistingGrant: async (ctx) => {
      const grant = new provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid email profile groups");
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => {
      ctx.type = "text";
      ctx.body = `${out.error}: ${out.error_description}`;
    },
  });
}

async function read(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

async function interact(request, response) {
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(`<!doctype html><html lang="en"><title>Who are you?</title><form method="post">
<label>Name <input name="account"></label> <button name="act" value="enter">Sign in</button>
<button name="act" value="cancel">Cancel</button></form></html>`);
  }
  const form = new URLSearchParams(await read(request));
  const result =
    form.get("act") === "cancel"
      ? { error: "access_denied", error_description: "The person went away" }
      : { login: { accountId: form.get("account") }, consent: {} };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function control(request, response, issuer) {
  const { rotate, ...changes } = JSON.parse(await read(request));
  Object.assign(wanted, changes);
  if (rotate || !keys.some((key) => key.alg === wanted.alg)) keys = [await newKey(wanted.alg)];
  await build(issuer);
  response.end("{}");
}

const server = createServer(async (request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  try {
    if (request.url === "/control") await control(request, response, issuer);
    else if (request.url.startsWith("/interaction/")) await interact(request, response);
    else provider.callback()(request, response);
  } catch (problem) {
    response.statusCode = 500;
    response.end(String(problem));
  }
});

server.listen(Number(wanted.port || 0), "127.0.0.1", async () => {
  keys = [await newKey(wanted.alg)];
  await build(`http://127.0.0.1:${server.address().port}`);
  console.log(`issuer http://127.0.0.1:${server.address().port}`);
});
