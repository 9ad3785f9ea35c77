// The seven registries of the main walk: each tool first with a mistake, and the button that mends it.

import { ECR_HOST } from "./harness.mjs";

const EMAIL = "tools@example.org";

export const CASES = [
  {
    registry: "Docker Hub",
    fill: { image: "docker pull nginx:1.27" },
    mistake: { field: "image", code: "reference.pasted_command", mend: "Keep the reference" },
    toolPath: "docker.io/library/nginx",
    pull: "docker pull nginx:1.27",
  },
  {
    registry: "Quay.io",
    fill: { image: "quay.io/BioContainers/samtools:1.17--h50ea8bc_0" },
    mistake: { field: "image", code: "reference.uppercase", mend: "Use biocontainers" },
    toolPath: "quay.io/biocontainers/samtools",
    pull: "docker pull quay.io/biocontainers/samtools:1.17--h50ea8bc_0",
  },
  {
    registry: "GitLab",
    fill: { image: "https://registry.gitlab.com/gitlab-org/build/cng/kas:v17.0.0" },
    mistake: { field: "image", code: "reference.scheme", mend: "Remove the scheme" },
    toolPath: "registry.gitlab.com/gitlab-org/build/cng/kas",
    pull: "docker pull registry.gitlab.com/gitlab-org/build/cng/kas:v17.0.0",
  },
  {
    registry: "GitHub Container Registry",
    fill: { image: "gchr.io/homebrew/core/python:3.9" },
    mistake: { field: "image", code: "registry.look_alike", mend: "Use ghcr.io" },
    toolPath: "ghcr.io/homebrew/core/python",
    pull: "docker pull ghcr.io/homebrew/core/python:3.9",
  },
  {
    registry: "Amazon ECR",
    fill: {
      registry: "amazon-ecr",
      registry_path: ECR_HOST,
      namespace: "_",
      name: "test_namespace/test_image",
      tag: "1.0",
      contact_email: EMAIL,
    },
    mistake: { field: "visibility", code: "privacy.registry_is_private", mend: "Make the tool private" },
    toolPath: `${ECR_HOST}/_/test_namespace/test_image`,
    pull: `docker pull ${ECR_HOST}/test_namespace/test_image:1.0`,
    login: `aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin ${ECR_HOST}`,
    isPrivate: true,
  },
  {
    registry: "Amazon ECR Public",
    fill: { image: "https://gallery.ecr.aws/ubuntu/ubuntu" },
    mistake: { field: "image", code: "reference.web_page", mend: "Use public.ecr.aws/ubuntu/ubuntu" },
    toolPath: "public.ecr.aws/ubuntu/ubuntu",
    pull: "docker pull public.ecr.aws/ubuntu/ubuntu",
  },
  {
    registry: "Seven Bridges",
    fill: { image: "images.sbgenomics.com/marie/md5sum:1.0", contact_email: EMAIL },
    mistake: { field: "visibility", code: "privacy.registry_is_private", mend: "Make the tool private" },
    toolPath: "images.sbgenomics.com/marie/md5sum",
    pull: "docker pull images.sbgenomics.com/marie/md5sum:1.0",
    login: "docker login images.sbgenomics.com",
    isPrivate: true,
  },
];
