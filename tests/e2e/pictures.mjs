// Takes the pictures of the README: `node tests/e2e/pictures.mjs [FOLDER]`, into `docs` otherwise.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { site, waitForIssue } from "./harness.mjs";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../docs", import.meta.url));
const here = site({ options: ["--demo"] });
await here.start();
try {
  const { page, leave } = await here.visitSignedIn({
    viewport: { width: 1120, height: 700 },
    deviceScaleFactor: 2,
    colorScheme: "light",
  });
  await page.goto("/register");
  await page.locator("#image").pressSequentially("quay.io/BioContainers/samtools:1.17--h50ea8bc_0");
  await waitForIssue(page, "image", "reference.uppercase");
  await page.screenshot({ path: join(folder, "register.png") });
  await leave();
} finally {
  await here.stop();
}
