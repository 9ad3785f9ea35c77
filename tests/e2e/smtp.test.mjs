// The mail server of the tests, asked as a client would ask it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { startSmtp } from "./smtp.mjs";

let smtp;
before(async () => {
  smtp = await startSmtp();
});
after(() => smtp.stop());

/** Says each line once the one before was answered; the codes of the answers. */
async function converse(lines) {
  const socket = connect(smtp.port, "127.0.0.1");
  const codes = [];
  const left = [...lines];
  for await (const answer of createInterface({ input: socket })) {
    if (answer[3] === "-") continue;
    codes.push(Number(answer.slice(0, 3)));
    if (left.length > 0) socket.write(`${left.shift()}\r\n`);
  }
  if (!socket.closed) await once(socket, "close");
  return codes;
}

function letter(to, ...content) {
  return ["EHLO me", "MAIL FROM:<a@example.org>", `RCPT TO:<${to}>`, "DATA", [...content, "."].join("\r\n"), "QUIT"];
}

test("a mail is read as a person would read it", async () => {
  const waiting = smtp.next((mail) => mail.to.includes("ada@example.org"));
  const codes = await converse(
    letter(
      "ada@example.org",
      "Subject: =?utf-8?b?w4VzYQ==?= asks",
      " for access",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "F=C3=BCr dich: https://tools.example.org/access/7?a=",
      "=3Db",
      "..ada",
    ),
  );
  assert.deepEqual(codes, [220, 250, 250, 250, 354, 250, 221]);
  const mail = await waiting;
  assert.equal(mail.from, "a@example.org");
  assert.equal(mail.subject, "Åsa asks for access");
  assert.equal(mail.text, "Für dich: https://tools.example.org/access/7?a=b\n.ada");
  assert.deepEqual(mail.links, ["https://tools.example.org/access/7?a=b"]);
});

test("a mail that is there already is found, and handed out once", async () => {
  await converse(letter("bob@example.org", "Subject: one", "", "1"));
  await converse(letter("bob@example.org", "Subject: two", "", "2"));
  const toBob = (mail) => mail.to.includes("bob@example.org");
  assert.equal((await smtp.next(toBob)).subject, "one");
  assert.equal((await smtp.next(toBob)).subject, "two");
});

test("any login is taken", async () => {
  assert.deepEqual(await converse(["EHLO me", "AUTH PLAIN AGEAYg==", "QUIT"]), [220, 250, 235, 221]);
  assert.deepEqual(await converse(["EHLO me", "AUTH LOGIN", "YQ==", "Yg==", "QUIT"]), [220, 250, 334, 334, 235, 221]);
});
