{
  "cwlVersion": "v1.2",
  "$graph": [
    {"class": "CommandLineTool", "id": "#one",
     "hints": [{"class": "DockerRequirement", "dockerPull": "biocontainers/fastqc:v0.11.9_cv8"}]},
    {"class": "CommandLineTool", "id": "#two",
     "hints": [{"class": "DockerRequirement", "dockerPull": "quay.io/example/two:$(inputs.version)"}]},
    {"class": "CommandLineTool", "id": "#three",
     "hints": [{"class": "DockerRequirement", "dockerPull": "quay.io/example//th\u0072ee"}]}
  ]
}
