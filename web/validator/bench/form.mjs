// The form and its rules as patterns: the grammar of image references of the distribution project,
// and what the registration form says about the other fields.

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;

export const PATTERNS = {
  image: new RegExp(
    `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[\\w][\\w.-]{0,127})?` +
      "(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$",
  ),
  tool_name: /^[a-zA-Z0-9]+(?:[_.-][a-zA-Z0-9]+)*$/,
  visibility: /^(?:public|private)$/,
  contact_email: /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/,
  source_url: /^https?:\/\/[^\s/]+\.[^\s/]+/,
};

export const LIMITS = { image: 512, contact_email: 254, description: 4000, source_url: 2048 };

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Typical images, and typical mistakes. */
export const IMAGE = {
  valid: [
    "nginx:1.27",
    "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
    "registry.gitlab.com/group/subgroup/project/image:2.0.1",
    `312767926603.dkr.ecr.us-west-2.amazonaws.com/test_namespace/test_image@${DIGEST}`,
  ],
  invalid: [
    "Nginx:1.27",
    "quay.io/biocontainers/samtools:1.17 ",
    "https://registry.gitlab.com/group/project/image:2.0.1",
    "312767926603.dkr.ecr.us-west-2.amazonaws.com/test__/image:1",
  ],
};

const REST = {
  tool_name: "sort",
  visibility: "private",
  contact_email: "ada@example.org",
  description: "Sorts and indexes alignments.",
  source_url: "https://github.com/samtools/samtools",
};

export const FORMS = {
  valid: [
    { image: "quay.io/biocontainers/samtools:1.17--h00cdaf9_0", ...REST },
    { image: `312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum@${DIGEST}`, ...REST },
  ],
  invalid: [
    { image: "quay.io/Biocontainers/samtools:1.17--h00cdaf9_0", ...REST, contact_email: "ada@example" },
    { image: "ghcr.io/org/tool:1.17 beta", ...REST, tool_name: "sort it" },
  ],
};
