// A real OpenID provider on loopback, for the tests beside this file.
//
// Arguments: the redirect URI and the secret of every client, and how clients may show the secret.
// Prints its issuer as the first line. Each line on the standard input is a number of seconds by
// which its clock moves on; it answers with an empty line. It ends when the standard input does, so
// that no test leaves one behind.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const redirectUri = process.argv[2];
const realNow = Date.now;
let aheadMs = 0;
Date.now = () => realNow() + aheadMs;

const key = (alg, kid, type, options) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  alg,
  kid,
  use: "sig",
});

const client = (id, algorithm, others = {}) => ({
  client_id: id,
  client_secret: process.argv[3],
  redirect_uris: [redirectUri],
  id_token_signed_response_alg: algorithm,
  ...others,
});

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      client("RS256", "RS256"),
      client("PS256", "PS256"),
      client("ES256", "ES256"),
      client("EdDSA", "EdDSA"),
      client("post", "RS256", { token_endpoint_auth_method: "client_secret_post" }),
    ],
    jwks: {
      keys: [
        key("RS256", "rs", "rsa", { modulusLength: 2048 }),
        key("PS256", "ps", "rsa", { modulusLength: 2048 }),
        key("ES256", "es", "ec", { namedCurve: "P-256" }),
        key("EdDSA", "ed", "ed25519", {}),
      ],
    },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA"] },
    clientAuthMethods: (process.argv[4] ?? "client_secret_basic,client_secret_post").split(","),
    claims: {
      email: ["email", "email_verified"],
      profile: ["name", "preferred_username"],
    },
    cookies: { keys: ["only for tests"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@example.org`,
        email_verified: true,
        name: `The ${id}`,
        preferred_username: id,
      }),
    }),
  });
  server.on("request", provider.callback());
  process.stdout.write(`${issuer}\n`);
});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  aheadMs += Number(line) * 1000;
  process.stdout.write("\n");
});
lines.on("close", () => process.exit());
