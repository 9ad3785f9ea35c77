// What `aws eks get-token` prints, for tests that have no AWS CLI: a question who one is, signed with the
// keys of the demo's simulated AWS (Signature Version 4, in the query). `crates/ecr/tests` holds the same
// against the real command.

import { createHash, createHmac } from "node:crypto";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** RFC 3986, as signatures want it: what `encodeURIComponent` leaves is escaped too. */
const escaped = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** What a command that the server shows prints where the AWS CLI is signed in with these keys. */
export function printed(command, { accessKeyId, secretAccessKey }, at = new Date()) {
  const after = (flag) => new RegExp(`${flag} (\\S+)`).exec(command)[1];
  const [cluster, region] = [after("--cluster-name"), after("--region")];
  const host = `sts.${region}.amazonaws.com`;
  const moment = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = moment.slice(0, 8);
  const scope = `${day}/${region}/sts/aws4_request`;
  const query = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${accessKeyId}/${scope}`],
    ["X-Amz-Date", moment],
    ["X-Amz-Expires", "60"],
    ["X-Amz-SignedHeaders", "host;x-k8s-aws-id"],
  ]
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join("&");
  const request = ["GET", "/", query, `host:${host}`, `x-k8s-aws-id:${cluster}`, "", "host;x-k8s-aws-id", sha256("")];
  const toSign = ["AWS4-HMAC-SHA256", moment, scope, sha256(request.join("\n"))].join("\n");
  const key = [day, region, "sts", "aws4_request"].reduce(hmac, `AWS4${secretAccessKey}`);
  const address = `https://${host}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString("hex")}`;
  return `k8s-aws-v1.${Buffer.from(address).toString("base64url")}`;
}
