// The seven registries of the main walk: each tool first with a mistake, and the button that mends it.

import { ECR_HOST } from "./harness.mjs";

const EMAIL = "tools@example.org";

/** A tool whose image is pasted with a mistake in it. */
function pasted(registry, image, [code, mend], toolPath, reference) {
  return {
    registry,
    fill: { image },
    mistake: { field: "image", code, mend },
    toolPath,
    pull: `docker pull ${reference}`,
  };
}

/** A tool on a registry that only has private images, which the form calls public at first. */
function onlyPrivate(registry, fill, toolPath, reference, login) {
  return {
    registry,
    fill: { ...fill, contact_email: EMAIL },
    mistake: { field: "visibility", code: "privacy.registry_is_private", mend: "Make the tool private" },
    toolPath,
    pull: `docker pull ${reference}`,
    login,
    isPrivate: true,
  };
}

export const CASES = [
  pasted(
    "Docker Hub",
    "docker pull nginx:1.27",
    ["reference.pasted_command", "Keep nginx:1.27"],
    "docker.io/library/nginx",
    "nginx:1.27",
  ),
  pasted(
    "Quay.io",
    "quay.io/BioContainers/samtools:1.17--h50ea8bc_0",
    ["reference.uppercase", "Use biocontainers"],
    "quay.io/biocontainers/samtools",
    "quay.io/biocontainers/samtools:1.17--h50ea8bc_0",
  ),
  pasted(
    "GitLab",
    "https://registry.gitlab.com/gitlab-org/build/cng/kas:v17.0.0",
    ["reference.scheme", "Remove the scheme"],
    "registry.gitlab.com/gitlab-org/build/cng/kas",
    "registry.gitlab.com/gitlab-org/build/cng/kas:v17.0.0",
  ),
  pasted(
    "GitHub Container Registry",
    "gchr.io/homebrew/core/python:3.9",
    ["registry.look_alike", "Use ghcr.io"],
    "ghcr.io/homebrew/core/python",
    "ghcr.io/homebrew/core/python:3.9",
  ),
  onlyPrivate(
    "Amazon ECR",
    { registry: "amazon-ecr", registry_path: ECR_HOST, namespace: "_", name: "test_namespace/test_image", tag: "1.0" },
    `${ECR_HOST}/_/test_namespace/test_image`,
    `${ECR_HOST}/test_namespace/test_image:1.0`,
    `aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin ${ECR_HOST}`,
  ),
  pasted(
    "Amazon ECR Public",
    "https://gallery.ecr.aws/ubuntu/ubuntu",
    ["reference.web_page", "Use public.ecr.aws/ubuntu/ubuntu"],
    "public.ecr.aws/ubuntu/ubuntu",
    "public.ecr.aws/ubuntu/ubuntu",
  ),
  onlyPrivate(
    "Seven Bridges",
    { image: "images.sbgenomics.com/marie/md5sum:1.0" },
    "images.sbgenomics.com/marie/md5sum",
    "images.sbgenomics.com/marie/md5sum:1.0",
    "docker login images.sbgenomics.com",
  ),
];
