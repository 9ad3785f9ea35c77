#!/usr/bin/env cwl-runner
cwlVersion: v1.2
class: CommandLineTool
requirements:
  DockerRequirement:
    dockerPull: https://quay.io/biocontainers/samtools:1.17--h00cdaf9_0
  InlineJavascriptRequirement: {}
baseCommand: [samtools, sort]
inputs:
  bam: {type: File, inputBinding: {position: 1}}
outputs:
  sorted: stdout
