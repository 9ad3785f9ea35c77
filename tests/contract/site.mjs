// A server with people, tools and requests for access in it, and the ways in to it.

import assert from "node:assert/strict";
import { ADMINISTRATOR, ECR_HOST, PASSWORD, makeAccount, startServer } from "../e2e/harness.mjs";

/** Who maintains the tools, and who asks for access to them. */
const MAINTAINER = "grace";
const REQUESTER = "rita";

/** A tool on a registry where access is given by hand, which the document has as its example, one on private
 * Amazon ECR, and public ones. The tool that the document has as an example is not among them, so that it can be
 * registered. */
const BY_HAND = "quay.io/team/tool";
const ON_ECR = `${ECR_HOST}/_/caller`;
const PUBLIC = ["ghcr.io/astral-sh/uv", "docker.io/broadinstitute/gatk"];

/** Every scope that a member may give, and that an administrator may. */
const SCOPES = ["tools", "access", "pull", "account"];
const ALL_SCOPES = [...SCOPES, "administration"];

/** Starts the server; `stop` ends it. */
export async function startSite() {
  // Limits would refuse what is to be tried; that they hold is tested elsewhere.
  const options = ["--writes-per-minute", "0", "--checks-per-minute", "0"];
  // Without an operator's token none can be guessed at, so wrong tokens are refused as such, with 401.
  const server = await startServer({ options, environment: { WHARFINGER_OPERATOR_TOKEN: undefined } });
  try {
    return { server, ...(await fill(server)) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function fill({ url, welcome }) {
  await makeAccount(welcome, ADMINISTRATOR);
  for (const name of [MAINTAINER, REQUESTER]) await makeAccount(`${url}/sign-up`, name);
  const [administrator, maintainer, requester] = await Promise.all(
    [ADMINISTRATOR, MAINTAINER, REQUESTER].map((name) => signIn(url, name)),
  );
  const contact = { visibility: "private", contact_email: "tools@example.org" };
  await maintainer.make("/api/v1/tools", { image: BY_HAND, ...contact });
  await maintainer.make("/api/v1/tools", { image: `${ECR_HOST}/caller:1.0`, ...contact });
  for (const image of PUBLIC) await maintainer.make("/api/v1/tools", { image });
  const asks = [
    { tool_path: BY_HAND, principal: "rita" },
    { tool_path: BY_HAND, principal: "rita-too" },
    { tool_path: ON_ECR, principal: "123456789012" },
  ];
  const requests = [];
  for (const ask of asks) {
    requests.push(await requester.make("/api/v1/access-requests", { ...ask, reason: "Project 17." }));
  }
  const approval = { action: "approve", days: 30 };
  await maintainer.send("PATCH", `/api/v1/access-requests/${requests[1].id}`, approval, { "if-match": "*" });
  return {
    cookie: administrator.cookie,
    administratorToken: await administrator.token(ALL_SCOPES),
    memberToken: await maintainer.token(SCOPES),
    /** What is there, for the parameters that name it. */
    paths: [BY_HAND, ON_ECR, ...PUBLIC],
    names: [MAINTAINER, REQUESTER],
    requests: requests.map(({ id }) => id),
  };
}

/** A browser that is signed in. */
async function signIn(url, name) {
  const response = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams({ account_name: name, password: PASSWORD }),
    redirect: "manual",
  });
  assert.equal(response.status, 303, await response.text());
  const [cookie] = response.headers.get("set-cookie").split(";");
  const send = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { cookie, origin: url, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${await answer.clone().text()}`);
    return answer.json();
  };
  const make = (path, body) => send("POST", path, body);
  return {
    cookie,
    send,
    make,
    async token(scopes) {
      return (await make("/api/v1/account/tokens", { name: "schemathesis", scopes })).secret;
    },
  };
}
