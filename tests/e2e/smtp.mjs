// A mail server for tests, on loopback: records every mail, without TLS, and takes any login. Nobody is at
// `REFUSED`, whose mail is refused for good.
//
// In a test: `const smtp = await startSmtp()`, then `--smtp-url smtp://127.0.0.1:${smtp.port}?tls=none`
// and `await smtp.next((mail) => mail.to.includes("ada@example.org"))`.
// By hand: `node tests/e2e/smtp.mjs` prints its port, then every mail as a line of JSON.

import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Longest wait for a mail; generous, because machines that run tests are busy. */
const PATIENCE_MS = 20_000;

/** Where no mailbox is. */
export const REFUSED = "refused.example";

/** Starts a server on a free port. A mail is `{ from, to, headers, subject, text, links }`. */
export async function startSmtp({ onMail = () => {} } = {}) {
  const mails = [];
  const waiting = new Set();
  const sockets = new Set();
  const record = (mail) => {
    mails.push(mail);
    onMail(mail);
    for (const look of waiting) look();
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that leaves half way is its own business.
    socket.on("error", () => socket.destroy());
    talk(socket, record);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    /** Every mail so far. */
    mails,
    /** The first mail that fits, as soon as it is there; a mail is handed out once. */
    next(fits = () => true) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const mail = mails.find((mail) => !mail.seen && fits(mail));
          if (!mail) return;
          Object.defineProperty(mail, "seen", { value: true });
          clearTimeout(timer);
          waiting.delete(look);
          resolve(mail);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          const subjects = mails.map(({ to, subject }) => `${to}: ${subject}`);
          reject(new Error(`no such mail came; there are:\n${subjects.join("\n")}`));
        }, PATIENCE_MS);
        waiting.add(look);
        look();
      });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function talk(socket, record) {
  const say = (line) => socket.write(`${line}\r\n`);
  let envelope = { from: "", to: [] };
  let content; // Its lines, while it comes.
  let answers = 0; // Lines of a login that are still to come.
  say("220 test server");
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (content && line === ".") {
      record(read(envelope, content));
      content = undefined;
      say("250 taken");
    } else if (content) {
      content.push(line.replace(/^\./, ""));
    } else if (answers > 0) {
      answers -= 1;
      say(answers > 0 ? "334 UGFzc3dvcmQ6" : "235 welcome");
    } else {
      const verb = line.split(/[ :]/, 1)[0].toUpperCase();
      const address = /<(.*?)>/.exec(line)?.[1] ?? "";
      if (verb === "EHLO") {
        say("250-test server");
        say("250 AUTH PLAIN LOGIN");
      } else if (verb === "AUTH" && /^AUTH LOGIN$/i.test(line)) {
        answers = 2;
        say("334 VXNlcm5hbWU6");
      } else if (verb === "AUTH") {
        say("235 welcome");
      } else if (verb === "MAIL") {
        envelope = { from: address, to: [] };
        say("250 ok");
      } else if (verb === "RCPT" && address.endsWith(`@${REFUSED}`)) {
        say("550 no such mailbox");
      } else if (verb === "RCPT") {
        envelope.to.push(address);
        say("250 ok");
      } else if (verb === "DATA") {
        content = [];
        say("354 end with a dot");
      } else if (verb === "QUIT") {
        say("221 bye");
        socket.end();
      } else {
        say(verb === "NOOP" || verb === "RSET" ? "250 ok" : "502 unknown");
      }
    }
  }
}

/** Reads a mail of one part, as ours are: RFC 5322, RFC 2045, RFC 2047. */
function read(envelope, lines) {
  const end = lines.indexOf("");
  const head = lines.slice(0, end).join("\n").replace(/\n[ \t]/g, " ");
  const headers = Object.fromEntries(
    head.split("\n").map((line) => {
      const [, name, value] = /^([^:]+): ?(.*)$/.exec(line);
      return [name.toLowerCase(), decodeWords(value)];
    }),
  );
  const text = decodeBody(lines.slice(end + 1).join("\n"), headers["content-transfer-encoding"]);
  const links = text.match(/https?:\/\/\S+/g) ?? [];
  return { ...envelope, headers, subject: headers.subject, text, links };
}

function decodeBody(body, encoding = "7bit") {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding === "quoted-printable") return decodeQuoted(body.replace(/=\n/g, ""));
  return body;
}

function decodeWords(value) {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, kind, word) =>
      kind.toLowerCase() === "b" ? Buffer.from(word, "base64").toString() : decodeQuoted(word.replaceAll("_", " ")),
    );
}

function decodeQuoted(text) {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const smtp = await startSmtp({ onMail: (mail) => console.log(JSON.stringify(mail)) });
  console.log(smtp.port);
}
