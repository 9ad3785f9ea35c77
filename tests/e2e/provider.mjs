// A real OpenID provider on loopback, for the tests beside this file: the one of the server's own
// tests, `oidc-provider` from npm, in whose pages anybody signs in under any name.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../crates/server/tests/oidc_provider/provider.mjs", import.meta.url));

/** Starts it for a server that sends people back to `redirectUri`. */
export async function startProvider(redirectUri, secret) {
  const child = spawn(process.execPath, [PROGRAM, redirectUri, secret], { stdio: ["pipe", "pipe", "ignore"] });
  const [issuer] = await once(createInterface({ input: child.stdout }), "line");
  return {
    issuer,
    async stop() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}

/** A port that nobody has, for a server whose address must be known before it starts. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
