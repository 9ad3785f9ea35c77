process FASTQC {
    tag "${meta.id}"
    label 'process_medium'

    conda "${moduleDir}/environment.yml"
    container "${ workflow.containerEngine == 'singularity' && !task.ext.singularity_pull_docker_container ?
        'https://depot.galaxyproject.org/singularity/fastqc:0.12.1--hdfd78af_0' :
        'Biocontainers/fastqc:0.12.1--hdfd78af_0' }"

    input:
    tuple val(meta), path(reads)

    output:
    tuple val(meta), path("*.html"), emit: html

    script:
    """
    # container 'not/An/Image'
    fastqc --threads ${task.cpus} ${reads}
    """
}

process REPORT {
    container { task.cpus > 8 ? "ghcr.io/example/report-large:${params.version}" : params.report }

    script:
    'report'
}
