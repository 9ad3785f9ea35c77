version 1.1

# Aligns reads; runtime { docker: "not/An/Image" } in a comment is none.
task align {
  input {
    File reads
    String docker_image = "quay.io/biocontainers/BWA:0.7.18--he4a0461_1"
    Int threads = 4
  }
  command <<<
    set -euo pipefail
    bwa mem -t ~{threads} ref.fa ~{reads} > out.sam
    echo "docker: Not/An/Image" ${HOME} > note.txt
  >>>
  output { File sam = "out.sam" }
  runtime {
    docker: docker_image
    memory: "~{threads * 2} GB"
  }
}

task sort {
  input { File sam  String version = "1.17--h00cdaf9_0"  String? docker_override }
  command <<< samtools sort ~{sam} >>>
  output { File bam = stdout() }
  requirements {
    container: select_first([docker_override, "quay.io/biocontainers/samtools:~{version}"])
  }
}

task call {
  input { File bam  String tag }
  command <<< gatk HaplotypeCaller -I ~{bam} >>>
  output { File vcf = stdout() }
  requirements {
    container: ["Broadinstitute/gatk:~{tag}", "broadinstitute/gatk:4.5.0.0"]
  }
}

workflow all {
  call align
}
