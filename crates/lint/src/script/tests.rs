use wharfinger_core::registry::Catalogue;

use crate::Format;
use crate::tests::places;

#[test]
fn tasks_of_wdl_run_in_images() {
    let text = r#"
version 1.1
# docker: "no"
task a {
  input { String docker_image = "ubuntu:24.04"  String? tag = "1.17" String open }
  command <<<
    echo 'it''s' "docker: no" ${x}
    runtime { docker: "no" }
  >>>
  runtime { docker: docker_image  memory: "4 GB" }
}
task b {
  String tag = "1.18"
  command { echo "}" | runtime }
  runtime {
    docker: "quay.io/biocontainers/samtools:~{tag}"
    cpu: 2
  }
}
task c {
  input { String v  String? docker_override  Boolean gpu }
  requirements {
    container: ["a:1", "b:${v}"]
    memory: "~{2 + 2} GB"
  }
  meta { docker: "no" }
}
task d { runtime { container: select_first([docker_override, "c:1"]) } }
task e { runtime { container: if gpu == "yes" then "gpu:1" else "cpu:1" } }
task f { runtime { docker: "x" + tag } }
task g { runtime { docker: docker_image } }
task h { requirements { container: "*" } }
workflow w { call a }
"#;
    assert_eq!(
        places(Format::Wdl, text),
        [
            "ubuntu:24.04",
            "quay.io/biocontainers/samtools:1.18",
            "a:1",
            "?`v`",
            "c:1",
            "gpu:1",
            "cpu:1",
            "?`tag`",
            "?`docker_image`",
        ]
    );
}

#[test]
fn sums_of_wdl_are_images() {
    let text = r#"
task a {
  String reg = "quay.io"
  String tag = "1"
  runtime { docker: reg + "/Foo/b:1" }
}
task b {
  String reg = "quay.io"
  String tag = "1"
  runtime { docker: "~{reg}/" + "x" +
    # which one
    ":" + tag }
}
task c { runtime { docker: "quay.io/Foo/b:" + tag } }
task d { runtime { docker: "x:" + 1 } }
task e { runtime { docker: f("x") + "y" } }
task f { runtime { docker: "x\n" + "y" } }
task g { runtime { docker: + "y" } }
"#;
    assert_eq!(
        places(Format::Wdl, text),
        [
            "quay.io/Foo/b:1",
            "quay.io/x:1",
            "?`tag`",
            "?an expression",
            "?an expression",
            "?an escaped text",
            "?an expression"
        ]
    );
    let fixed = crate::fix(&Catalogue::built_in(), Format::Wdl, text);
    assert_eq!(fixed.text, text.replace("Foo", "foo"));
}

#[test]
fn processes_of_nextflow_run_in_images() {
    let text = r#"
params.version = '1.2'
params { base = "ubuntu:24.04" }
// container 'no'
/* container 'no' */
process FASTQC {
    container "${ workflow.containerEngine == 'singularity' && !task.ext.pull ?
        'https://depot.galaxyproject.org/singularity/fastqc:0.12.1--hdfd78af_0' :
        'biocontainers/fastqc:0.12.1--hdfd78af_0' }"
    script:
    """
    container 'no'
    echo ${ x ? "}" : '' } \$y $z
    """
}
process A { container 'quay.io/x/y:1' ; cpus 2 }
process B {
    container "x/y:${params.version}"
}
process C { container { task.cpus > 1 ? 'big:1' : params.base } }
process D { container params.open }
process E { container "docker://a/b:1" }
process F { container "/data/x.sif" }
process G { container "a:$tag-b" }
process H { container task.ext.image ?: 'last:1' }
process I {
    container workflow.profile == 'x'
        ? 'one:1'
        : 'two:1'
}
process J { container null }
process K { container params['image'] }
process L { container image_of('x') }
if (container == 'no') { foo(container: 'no') }
"#;
    assert_eq!(
        places(Format::Nextflow, text),
        [
            "ubuntu:24.04",
            "biocontainers/fastqc:0.12.1--hdfd78af_0",
            "quay.io/x/y:1",
            "x/y:1.2",
            "big:1",
            "?`params.open`",
            "a/b:1",
            "?`tag`",
            "last:1",
            "one:1",
            "two:1",
            "?an expression",
            "?an expression",
        ]
    );
}

#[test]
fn configuration_of_nextflow_names_images() {
    let text = "process.container = 'a:1'\nprocess {\n  container = \"b:1\"\n  withName: 'X' {\n    container = { \"c:1\" }\n  }\n}\ndocker.enabled = true\nenv { x = 'container' }\n";
    assert_eq!(places(Format::Nextflow, text), ["a:1", "b:1", "c:1"]);
    let xml = "<configuration>\ncontainer 'no'\n</configuration>";
    assert!(places(Format::Nextflow, xml).is_empty());
}

#[test]
fn a_name_of_nextflow_is_no_directive() {
    let text = r#"
container = 'no/A'
def container = 'no/B'
params { container = 'no/C' }
process P
{
    container 'p:1'
    memory { container = 'no/D' ; 1.GB }
    if (params.list.any { it }) {
        container 'p:2'
    } else { container 'p:3' }
    ext([
        container: 'no/E'
    ])
    input:
    path x
    script:
    container = 'no/F'
    """
    """
}
process 'Q' { container = 'q:1' ; script: 'x' ; container = 'no/G' }
workflow { container = 'no/H'
    process { container = 'no/I' }
    foo(
process R { container 'r:1' }
def f() { container = 'no/J' }
"#;
    assert_eq!(
        places(Format::Nextflow, text),
        ["p:1", "p:2", "p:3", "q:1", "r:1"]
    );
}

#[test]
fn settings_of_processes_are_in_their_scope() {
    let text = r"
params { container = 'no/A' ; process { container = 'no/B' } }
container = 'no/C'
docker { process.container = 'no/D' }
profiles {
    process { container = 'no/E' }
    one { process.container = 'a:1' ; container = 'no/F' }
    two {
        params { container = 'no/G' }
        process {
            container = 'a:2'
            withLabel: 'x|y' { container = 'a:3' }
            withName: Z
            { ext { container = 'no/H' } ; container = 'a:4' }
            'withName:Y' { container = 'a:5' }
            $old { container = 'a:6' }
            ext.container = 'no/I'
            env = [
                container: 'no/J'
            ]
        }
    }
}
if (params.x) { process.container = 'a:7' } else { process { container = 'a:8' } }
withName: 'A' { container = 'a:9' }
";
    assert_eq!(
        places(Format::Nextflow, text),
        [
            "a:1", "a:2", "a:3", "a:4", "a:5", "a:6", "a:7", "a:8", "a:9"
        ]
    );
}

#[test]
fn rules_of_snakemake_run_in_images() {
    let text = r#"
IMAGE = "docker://ghcr.io/x/y:1"
VERSION = "1.17"
containerized: "docker://all:1"
# container: "docker://no"
rule a:
    input: "container.txt"
    container: "docker://quay.io/biocontainers/samtools:1.17"
    shell: """
    container: "docker://no"
    """
rule b:
    singularity:
        "docker://b:1"
    shell: "echo {input} {{x"
rule c:
    container: IMAGE
rule d:
    container: f"docker://d:{VERSION}"
rule e:
    container: "docker://e:{version}"
rule f:
    container: "library://x/y"
rule g:
    container: "images/x.sif"
rule h:
    container: None
rule i:
    container:
        "docker://"
        "i:1"
rule j:
    container: config["image"]
rule k:
    container: "docker://k:1" if config["x"] else "docker://k:2"
rule l:
    container: "docker://{}:1".format(x)
"#;
    assert_eq!(
        places(Format::Snakemake, text),
        [
            "ghcr.io/x/y:1",
            "all:1",
            "quay.io/biocontainers/samtools:1.17",
            "b:1",
            "d:1.17",
            "?`version`",
            "?an expression",
            "?an expression",
            "k:1",
            "k:2",
            "?an expression",
        ]
    );
}

#[test]
fn a_declaration_goes_on_in_the_next_line() {
    let text = r#"
task a {
  input { String reg = "quay.io/foo/"
    + "x:1" }
  runtime { docker: reg }
}
"#;
    assert_eq!(places(Format::Wdl, text), ["?`reg`"]);
}

#[test]
fn sums_have_no_scheme() {
    let text = r#"
task a { runtime { docker: "docker://quay.io/Foo/x:" + tag } }
task b { String reg = "quay.io"  runtime { docker: "docker://~{reg}/x" + ":1" } }
"#;
    assert_eq!(places(Format::Wdl, text), ["?`tag`", "quay.io/x:1"]);
    let fixed = crate::fix(&Catalogue::built_in(), Format::Wdl, text);
    assert_eq!(fixed.text, text.replace("Foo", "foo"));
}

#[test]
fn what_is_compared_is_no_image() {
    let text = r"
params.gpu = 'NO/A'
process A { container x ? 'a:1' : 'NO' == params.k ? 'a:2' : 'a:3' }
process B { container x ? 'b:1' : params.gpu != 'NO' ? 'b:2' : 'b:3' }
process C { container x ? 'c:1' : params.gpu ? 'c:2' : 'c:3' }
process D { container x ? 'd:1' : task.ext.image ?: 'd:2' }
";
    assert_eq!(
        places(Format::Nextflow, text),
        [
            "a:1", "a:2", "a:3", "b:1", "b:2", "b:3", "c:1", "c:2", "c:3", "d:1", "d:2"
        ]
    );
}

#[test]
fn statements_are_not_followed() {
    let text = r#"
process A { container = { def s = x ? '1.0-NO' : '1.0'; return "a:${s}" } }
process B { container {
    def s = x ? '1.0-NO' : '1.0'
    "b:${s}"
} }
process C { container { log('no'); x ? 'c:1' : 'c:2' } }
process D { container { x == 'no' && y != 'no' && z <= 'no' ? 'd:1' : 'd:2' } }
"#;
    assert_eq!(
        places(Format::Nextflow, text),
        [
            "?an expression",
            "?an expression",
            "?an expression",
            "d:1",
            "d:2"
        ]
    );
}

#[test]
fn texts_stand_in_parentheses() {
    let wdl = r#"
task a { runtime { docker: if x then ("a:1") else (("a:2")) } }
task b { runtime { docker: ("b:1") } }
task c { runtime { docker: if x then f("no") else "c:1" } }
"#;
    assert_eq!(places(Format::Wdl, wdl), ["a:1", "a:2", "b:1", "c:1"]);
    let nextflow = "process A { container x ? ('a:1') : (y ? 'a:2' : 'a:3') }\n";
    assert_eq!(places(Format::Nextflow, nextflow), ["a:1", "a:2", "a:3"]);
}

#[test]
fn half_a_text_is_none() {
    for text in [
        "container \"${",
        "container \"${ \"${ \"${",
        "container '",
        "container \"\"\"",
        "container \"a\\",
        "container \"a\\é\"",
        "container é \u{2028}",
        "process { container",
        "process",
        "process { } } ) {",
        "{",
        "container: \"{\"",
        "runtime { docker: ",
        "command <<<",
        "command {",
        "task runtime { container : if then else }",
    ] {
        for format in [Format::Wdl, Format::Nextflow, Format::Snakemake] {
            places(format, text);
        }
    }
    let unclosed = "\"${ '${ \"\"\"".repeat(10_000);
    places(Format::Nextflow, &format!("container {unclosed}"));
}
