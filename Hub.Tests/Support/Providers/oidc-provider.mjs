// A real OpenID Connect provider (the npm package oidc-provider) for the tests, with its own pages to sign in and consent.
// Usage: node oidc-provider.mjs ENTRY CALLBACK; prints its issuer when it listens. It ends when its input does.
import { pathToFileURL } from "node:url";
import http from "node:http";

const [entry, callback] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(entry));

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "the-hub",
      client_secret: "a secret of some length",
      redirect_uris: [callback],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    }],
    // In seconds; RealProvider.cs says it too.
    ttl: { IdToken: 600 },
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "groups"] },
    scopes: ["openid", "offline_access", "email", "profile"],
    issueRefreshToken: async () => true,
    findAccount: async (_, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        preferred_username: id,
        email: `${id}@uni.example`,
        email_verified: id !== "eve",
        groups: ["students"],
      }),
    }),
    cookies: { keys: ["of the tests"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
