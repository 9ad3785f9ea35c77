// A real image registry, Debian's `docker-registry`, and what Amazon ECR has before one: its host's
// certificate, and whom it lets in, which the simulated AWS of the demo says. The hosts of Amazon ECR lead to
// Amazon, so programs are given a proxy that leads them here. `tests/tests/grants/pull` does the same in Rust.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";

const digest = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** An empty archive: two blocks of zeros (POSIX, pax, "ustar Interchange Format"). */
const LAYER = Buffer.alloc(1024);

/** Starts a registry on a port of its own. */
export async function startRegistry() {
  const folder = await mkdtemp(join(tmpdir(), "wharfinger-registry-"));
  const configuration = [
    "version: 0.1",
    "log: { level: info, accesslog: { disabled: true } }",
    `storage: { filesystem: { rootdirectory: ${folder}/data } }`,
    "http: { addr: 127.0.0.1:0, secret: none }",
  ];
  await writeFile(join(folder, "config.yml"), configuration.join("\n"));
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/bin` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = [];
  const url = await new Promise((resolve, reject) => {
    child.on("error", () => reject(new Error("install it: sudo apt-get install docker-registry")));
    child.on("exit", (code) => reject(new Error(`docker-registry ended with ${code}:\n${said.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const authority = /listening on ([^"\s]+)/.exec(line)?.[1];
      if (authority) resolve(`http://${authority}`);
    });
  });
  return {
    url,
    push: (repository, tag) => push(url, repository, tag),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Pushes an image of one empty layer, and gives its manifest. */
async function push(url, repository, tag) {
  const config = Buffer.from(JSON.stringify({
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: [digest(LAYER)] },
  }));
  for (const bytes of [LAYER, config]) {
    const begun = await sent(202, `${url}/v2/${repository}/blobs/uploads/`, { method: "POST" });
    const upload = new URL(begun.headers.get("location"), url);
    upload.searchParams.set("digest", digest(bytes));
    await sent(201, upload, { method: "PUT", body: bytes, headers: { "content-type": "application/octet-stream" } });
  }
  const described = (mediaType, bytes) => ({ mediaType, digest: digest(bytes), size: bytes.length });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: described("application/vnd.oci.image.config.v1+json", config),
    layers: [described("application/vnd.oci.image.layer.v1.tar", LAYER)],
  });
  const manifests = `${url}/v2/${repository}/manifests/${tag}`;
  await sent(201, manifests, { method: "PUT", body: manifest, headers: { "content-type": mediaType } });
  return manifest;
}

async function sent(status, address, options) {
  const response = await fetch(address, options);
  assert.equal(response.status, status, await response.text());
  return response;
}

/** Starts a proxy that leads to `host` alone: what `aws`, the simulated one, lets in gets to `registry`. */
export async function startGate({ host, aws, registry }) {
  const { key, certificate } = await certificateOf(host);
  const behind = http.createServer((request, response) => {
    admit({ host, aws, registry }, request, response).catch((error) => response.destroy(error));
  });
  const gate = http.createServer((_, response) => response.writeHead(502).end());
  const open = new Set();
  gate.on("connect", (request, socket) => {
    if (request.url !== `${host}:443`) {
      socket.end("HTTP/1.1 502 Elsewhere\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connected\r\n\r\n");
    const secured = new TLSSocket(socket, { isServer: true, key, cert: certificate });
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    // Whoever hangs up early is not served, and that is all.
    secured.on("error", () => socket.destroy());
    behind.emit("connection", secured);
  });
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  return {
    proxy: `http://127.0.0.1:${gate.address().port}`,
    certificate,
    async stop() {
      const closed = once(gate, "close");
      gate.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function admit({ host, aws, registry }, request, response) {
  const { authorization } = request.headers;
  const asked = await answer(aws, request, { host, ...(authorization && { authorization }) });
  const { accept } = request.headers;
  const given = asked.statusCode === 200 ? await answer(registry, request, accept ? { accept } : {}) : asked;
  response.writeHead(given.statusCode, given.headers);
  given.pipe(response);
}

/** What a server answers to the same request with other header fields. */
async function answer(address, { method, url }, headers) {
  const request = http.request(new URL(url, address), { method, headers, agent: false }).end();
  const [response] = await once(request, "response");
  return response;
}

/** A key, and a certificate for a host that it has signed itself. */
async function certificateOf(host) {
  const folder = await mkdtemp(join(tmpdir(), "wharfinger-certificate-"));
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  await promisify(execFile)("openssl", [
    "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2",
    "-subj", "/CN=a registry of the tests", "-addext", `subjectAltName=DNS:${host}`,
    "-keyout", key, "-out", certificate,
  ]);
  const made = { key: await readFile(key), certificate: await readFile(certificate) };
  await rm(folder, { recursive: true });
  return made;
}
