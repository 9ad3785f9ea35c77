rule call:
    container: config["caller"]
    shell:
        """
        container: "docker://Not/An/Image"
        bcftools call {input}
        """

rule old:
    container: "images/old.sif"
    shell: "old"
