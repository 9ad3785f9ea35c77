use crate::place::Reading;
use crate::tests::places;
use crate::{Format, places_of};

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(places(Format::Yaml, text), expected);
}

#[test]
fn services_name_images() {
    check(
        "services:\n  web:\n    image: nginx:1.27\n    environment:\n      image: no\n\
         \x20 db:\n    image: \"postgres:${PG:-17}\"\n  q:\n    image: rabbit:${TAG}\n\
         \x20 x:\n    build: .\n  y:\n    build:\n      additional_contexts:\n        b: docker-image://alpine:3\n\
         \x20       c: ../c\n",
        &["nginx:1.27", "postgres:17", "?`TAG`", "alpine:3"],
    );
}

#[test]
fn contexts_of_builds_are_images() {
    check(
        "services:\n  a:\n    build:\n      additional_contexts:\n      - base=docker-image://quay.io/Foo/bar=\n\
         \x20     - other=docker-image://alpine:${TAG:-3}\n      - ../c\n      - d=../d\n      - docker-image://no\n\
         \x20 b:\n    build:\n      additional_contexts:\n        x: docker-image://a:${TAG}\n\
         \x20       y: docker-image://a:$$TAG\n        z: service:a\n",
        &["quay.io/Foo/bar=", "alpine:3", "?`TAG`", "a:$TAG"],
    );
}

#[test]
fn anchors_lead_to_one_image() {
    check(
        "x-app: &app\n  image: app:1\nservices:\n  a:\n    <<: *app\n  b:\n    <<: [*app]\n    tty: true\n  c: *app\n",
        &["app:1"],
    );
    // An anchor inside itself, and one that is missing.
    check("services: &a\n  b: *a\n  image: no\n", &[]);
    assert!(places_of(Format::Compose, "services:\n  b: *image\n").is_err());
}

#[test]
fn pods_are_found_wherever_they_are() {
    check(
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      initContainers:\n\
         \x20     - image: 'a:1'\n      containers:\n      - name: x\n        image: b:1 # here\n\
         \x20     - {name: y, image: c:1}\n      - image: ''\n\
         ---\nkind: List\napiVersion: v1\nitems:\n- kind: Pod\n  spec:\n    containers:\n    - image: d\n\
         \x20   volumes:\n    - image: {reference: e:1}\n\
         ---\nfoo: bar\nimage: no\n---\napiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n\
         \x20 - container: {image: 'f:1'}\n  - script:\n      image: \"ko://g\"\n",
        &["a:1", "b:1", "c:1", "d", "e:1", "f:1", "?what `ko` builds"],
    );
    check(
        "apiVersion: a\nkind: CustomResourceDefinition\nspec:\n  containers:\n  - image: no\n",
        &[],
    );
}

#[test]
fn resources_are_known_by_their_group() {
    let resource = |version: &str, kind: &str| {
        let text = format!(
            "apiVersion: {version}\nkind: {kind}\nspec:\n  containers:\n  - image: a:1\n  - image: https://x/B.png\n"
        );
        let places = places_of(Format::Yaml, &text).unwrap().1.found;
        let is_guess = places.iter().map(|place| place.is_guess);
        is_guess.collect::<Vec<_>>()
    };
    for (version, kind) in [
        ("v1", "Pod"),
        ("v1", "PodList"),
        ("v1", "List"),
        ("apps/v1", "Deployment"),
        ("batch/v1", "CronJob"),
        ("serving.knative.dev/v1", "Service"),
        ("argoproj.io/v1alpha1", "Rollout"),
    ] {
        assert_eq!(resource(version, kind), [false, false], "{version} {kind}");
    }
    for (version, kind) in [
        ("v1", "Post"),
        ("v2", "Pod"),
        ("blog.example.org/v1", "Post"),
        ("apps.example.org/v1", "Deployment"),
        ("argoproj.io/v1alpha1", "Application"),
        ("argoproj.io/v1alpha1", "ApplicationSet"),
    ] {
        assert_eq!(resource(version, kind), [true], "{version} {kind}");
    }
    // Each of a list is judged alone, and says what is below it.
    let text = "apiVersion: v1\nkind: List\nitems:\n\
                - {apiVersion: b/v1, kind: Post, containers: [&a {image: a}, {image: b}], x: {containers: [{image: c}]}}\n\
                - {apiVersion: apps/v1, kind: X, containers: [*a, {image: d}], x: {containers: [{image: e}]}}\n\
                - {containers: [{image: f}]}\n\
                - {apiVersion: x/v1, kind: CustomResourceDefinition, containers: [{image: no}]}\n";
    let places = places_of(Format::Yaml, text).unwrap().1.found;
    let told: Vec<_> = places
        .iter()
        .map(|place| (place.span.of(text), place.is_guess))
        .collect();
    assert_eq!(
        told,
        [
            ("a", false),
            ("b", true),
            ("c", true),
            ("d", false),
            ("e", false),
            ("f", false)
        ]
    );
}

#[test]
fn tools_of_cwl_pull() {
    check(
        "cwlVersion: v1.2\n$graph:\n- class: CommandLineTool\n  hints:\n  - class: DockerRequirement\n\
         \x20   dockerPull: quay.io/biocontainers/samtools:1.17\n- requirements:\n    DockerRequirement: {dockerPull: \"x:$(inputs.v)\"}\n",
        &["quay.io/biocontainers/samtools:1.17", "?`$(inputs.v)`"],
    );
    let json =
        "{\"cwlVersion\": \"v1.0\", \"hints\": {\"DockerRequirement\": {\"dockerPull\": \"a:1\"}}}";
    assert_eq!(places(Format::Cwl, json), ["a:1"]);
}

#[test]
fn jobs_run_in_images() {
    check(
        "on: push\njobs:\n  a:\n    container: node:22\n    services:\n      db:\n        image: postgres:17\n\
         \x20   steps:\n    - uses: docker://alpine:3\n    - uses: actions/checkout@v4\n\
         \x20 b:\n    container:\n      image: ${{ matrix.image }}\n    strategy:\n      matrix:\n\
         \x20       image: [debian:12, \"${{ inputs.image }}\"]\n        include:\n        - image: debian:13\n\
         \x20 c:\n    container: ghcr.io/x/y:${{ github.sha }}\n  d:\n    container: ''\n",
        &[
            "node:22",
            "postgres:17",
            "alpine:3",
            "debian:12",
            "?`${{ inputs.image }}`",
            "debian:13",
            "?`${{ github.sha }}`",
        ],
    );
    check(
        "runs:\n  using: docker\n  image: docker://debian:12\n",
        &["debian:12"],
    );
    check("runs:\n  using: docker\n  image: Dockerfile\n", &[]);
}

#[test]
fn texts_in_expressions_are_images() {
    check(
        "jobs:\n  a:\n    container: ${{ inputs.img || 'quay.io/Foo/a:1' }}\n\
         \x20 b:\n    container: \"${{ x == 'a || b' && 'b:1' || (y || 'no') && 'b:2' || f('no', 'no') }}\"\n\
         \x20 c:\n    container: ${{ inputs.img || '' }}\n\
         \x20 d:\n    container: ${{ 'no' }}/${{ x || 'no' }}\n\
         \x20 e:\n    container: ${{ 'no' == 'no' }}\n\
         \x20 f:\n    container: ${{ matrix.x || 'f:1' }}\n    strategy: {matrix: {x: ['f:2']}}\n\
         \x20 g:\n    container: '${{ x || ''g:1'' }}'\n\
         \x20 h:\n    container: ${{ ) é || 'é:1' || 'it''s' }}\n",
        &[
            "quay.io/Foo/a:1",
            "b:1",
            "b:2",
            "?`${{ inputs.img || '' }}`",
            "?`${{ 'no' }}`",
            "?`${{ 'no' == 'no' }}`",
            "f:1",
            "f:2",
            "?`${{ x || 'g:1' }}`",
            "é:1",
        ],
    );
}

#[test]
fn parentheses_around_results_are_looked_into() {
    let deep = format!("{}'a:1'{}", "(".repeat(100), ")".repeat(100));
    let text = format!(
        "jobs:\n  a:\n    container: ${{{{ (x || 'a:1') }}}}\n\
         \x20 b:\n    container: ${{{{ x && ( (y && 'b:1') || ('b:2') ) || 'b:3' }}}}\n\
         \x20 c:\n    container: ${{{{ ('no' || x) == (x || y) }}}}\n\
         \x20 d:\n    container: ${{{{ (x == ')' && 'd:1') }}}}\n  e:\n    container: \"${{{{ {deep} }}}}\"\n"
    );
    check(
        &text,
        &[
            "a:1",
            "b:1",
            "b:2",
            "b:3",
            "?`${{ ('no' || x) == (x || y) }}`",
            "d:1",
            &format!("?`${{{{ {deep} }}}}`"),
        ],
    );
}

#[test]
fn containers_of_jobs_may_have_the_scheme_of_docker() {
    check(
        "jobs:\n  a:\n    container: docker://a:1\n    services: {x: {image: 'docker://b:1'}}\n\
         \x20 c:\n    container: ${{ x || 'docker://c:1' }}\n\
         \x20 d:\n    container: ${{ matrix.x }}\n    strategy: {matrix: {x: ['docker://d:1']}}\n\
         \x20 e:\n    container: docker://e:1-${{ x }}\n  f:\n    container: \"docker://f:\\x41\"\n",
        &["a:1", "b:1", "c:1", "d:1", "?`${{ x }}`"],
    );
    let text = "jobs: {a: {container: 'docker://ghcr.io/Foo/x:${{ x }}'}}";
    let place = &places_of(Format::Workflow, text).unwrap().1.found[0];
    assert_eq!(place.span.of(text), "ghcr.io/Foo/x:${{ x }}");
    let Reading::Open(unknown) = &place.reading else {
        panic!("{place:?}");
    };
    assert_eq!(unknown.span.of(place.span.of(text)), "${{ x }}");
}

#[test]
fn templates_are_read_by_lines() {
    check(
        "kind: Pod\n{{- if .x }}\nspec:\n  containers:\n  - image: \"{{ .Values.image }}:1\"\n    # image: no\n\
         \x20 - image: busybox:1 # yes\n    image: *no\n    imagePullPolicy: x\n    image: 'a:1'\n{{ end }}\n",
        &["?`{{ .Values.image }}:1`", "busybox:1", "a:1"],
    );
}

#[test]
fn only_a_text_is_an_image_in_a_template() {
    check(
        "{{- if .x }}\n- image: {reference: quay.io/Foo/v:1}\n- image: [a, b]\n- image: # below\n    name: x\n\
         - image: {{ .Values.image }}\n{{ end }}\n",
        &["?`{{ .Values.image }}`"],
    );
    check(
        "{{- if .x }}\n- image: 'a:1' # it's\n- image: \"{{ include \"x\" . }}:é\" # \"y\"\n- image: \"open\n\
         - image: \"{{ include \"x\"\n  . }}\"\n",
        &["a:1", "?`{{ include \"x\" . }}:é`", "?`{{ include \"x\"`"],
    );
}

#[test]
fn pictures_on_the_web_are_no_images_where_it_is_a_guess() {
    for address in [
        "https://x/Cat.png",
        "HTTPS://x/Cat.png",
        "//cdn/Cat.png",
        "/img/Cat.png",
        "/img/{{ x }}",
    ] {
        check(
            &format!("{{{{- if .x }}}}\nimage: '{address}'\n{{{{ end }}}}\n"),
            &[],
        );
        let resource = |version: &str| {
            format!("apiVersion: {version}\nkind: Pod\ncontainers: [{{image: '{address}'}}]\n")
        };
        check(&resource("x/v1"), &[]);
        check(&resource("v1"), &[address]);
    }
}

#[test]
fn a_text_with_escapes_is_not_read_by_lines() {
    check(
        "{{- if .x }}\nimage: \"a\\\"b\"\nimage: \"a\\x41\"\nimage: \"{{ \"\\n\" }}\"\nimage: 'a\\'\n{{ end }}\n",
        &["?`{{ \"\\n\" }}`", "a\\"],
    );
}

#[test]
fn an_expression_that_is_not_quoted_is_no_mapping() {
    check(
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {{ .Values.image }} # here\n    name: {{ .Values.name }}\n\
         \x20 - image: {{ include \"x\" . }}\n  - {image: b:1}\n",
        &["{{ .Values.image }}", "{{ include \"x\" . }}", "b:1"],
    );
    check(
        "apiVersion: v1\nkind: Pod\nspec:\n  {{ .Values.key }}: x\n  containers:\n  - {{ .Values.key }}: x\n    image: a:1\n",
        &["a:1"],
    );
    check(
        "services:\n  a:\n    image: {{cookiecutter.image}}\n  b: {image: b:1}\n",
        &["{{cookiecutter.image}}", "b:1"],
    );
}

#[test]
fn places_count_bytes() {
    for text in [
        "# é 𝒳\r\nservices:\r\n  wéb:\r\n    image: 'nginx'\r\n",
        "\u{feff}services:\n  wéb:\n    image: nginx\n",
        "services:\n  wéb:\n    image: \"nginx\"   # c\n",
        "services:\n  wéb:\n    image:\n      nginx\n\n# é\n",
    ] {
        let places = places_of(Format::Compose, text).unwrap();
        assert_eq!(places.1.found[0].span.of(text), "nginx", "{text}");
    }
}

#[test]
fn escapes_are_read() {
    check(
        "services:\n  a:\n    image: \"n\\u0067inx\"\n  b:\n    image: >-\n      redis:7\n  c:\n    image: \"x\\u0024y\"\n",
        &["nginx", "redis:7", "?a variable in an escaped text"],
    );
}

#[test]
fn hostile_texts_end() {
    let deep = format!("# image\nservices: {}", "[".repeat(100_000));
    assert!(places_of(Format::Compose, &deep).is_err());
    let mut bomb = "a0: &a0 {image: x}\n".to_owned();
    for n in 1..40 {
        let before = n - 1;
        let aliases = vec![format!("*a{before}"); 9].join(", ");
        bomb.extend([format!("a{n}: &a{n} [{aliases}]\n")]);
    }
    bomb += "apiVersion: v1\nkind: X\ncontainers: [*a0]\nz: *a39\n";
    assert_eq!(places(Format::Kubernetes, &bomb), ["x"]);
}

#[test]
fn null_is_no_image() {
    check(
        "services:\n  a: {image: null}\n  b: {image: ~}\n  c: {image: ''}\n  d: {image: Null}\n  e:\n    image:\n\
         \x20 f: {image: !reset null}\n  g: {image: NULL}\n  h: {image: 'null'}\n  i: {image: !!str Null}\n\
         ---\napiVersion: v1\nkind: Pod\ncontainers: [{image: NULL}, {image: &a }, {image: &b ~}]\n\
         ---\ncwlVersion: v1.2\nhints: {DockerRequirement: {dockerPull: null}}\n\
         ---\njobs: {a: {container: ~}, b: {container: '${{ matrix.x }}', strategy: {matrix: {x: [null, c]}}}}\n",
        &["null", "Null", "c"],
    );
    check(
        "{{- if .x }}\nimage: null\nimage: ~ # none\nimage: 'null'\nimage: NULL\n{{ end }}\n",
        &["null"],
    );
}

#[test]
fn anchors_and_tags_are_no_part_of_a_text() {
    check(
        "services:\n  a: {image: &i a:1}\n  b: {image: !override \"b:1\"}\n  c: {image: &c !!str 'c:1'}\n\
         \x20 d:\n    image: !t &d # here\n      # there\n      d:1\n  e:\n    image: &e >-\n      e:1\n  f: {image: *i}\n",
        &["a:1", "b:1", "c:1", "d:1", "e:1"],
    );
    let text = "services: {a: {image: &i quay.io/Foo/x}, b: {image: !!str 'Foo'}}\n";
    let places = places_of(Format::Compose, text).unwrap().1.found;
    let written = places.iter().map(|place| place.span.of(text));
    assert_eq!(written.collect::<Vec<_>>(), ["quay.io/Foo/x", "Foo"]);
}

#[test]
fn a_text_that_an_alias_leads_to_may_be_more_than_an_image() {
    let text = "services: {a: {container_name: &n Foo, image: *n}, b: {image: &o Bar}}\n";
    let places = places_of(Format::Compose, text).unwrap().1.found;
    let is_guess = places.iter().map(|place| place.is_guess);
    assert_eq!(is_guess.collect::<Vec<_>>(), [true, false]);
}
