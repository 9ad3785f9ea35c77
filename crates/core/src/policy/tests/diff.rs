use crate::policy::{DiffLine, diff};

fn shown(before: Option<&str>, after: Option<&str>) -> String {
    diff(before, after)
        .into_iter()
        .map(|line| match line {
            DiffLine::Same(text) => format!("  {text}\n"),
            DiffLine::Removed(text) => format!("- {text}\n"),
            DiffLine::Added(text) => format!("+ {text}\n"),
        })
        .collect()
}

#[test]
fn a_principal_that_goes_and_one_that_comes() {
    let before = r#"{"Statement":[{"Principal":{"AWS":["a","b","c"]}}],"Id":{}}"#;
    let after = r#"{"Statement":[{"Principal":{"AWS":["a","c","d"]}}],"Id":[ ]}"#;
    assert_eq!(
        shown(Some(before), Some(after)),
        "\x20 {
    \"Statement\": [
      {
        \"Principal\": {
          \"AWS\": [
            \"a\",
-           \"b\",
-           \"c\"
+           \"c\",
+           \"d\"
          ]
        }
      }
    ],
-   \"Id\": {}
+   \"Id\": []
  }
"
    );
}

#[test]
fn the_first_policy_and_the_last() {
    assert_eq!(shown(None, Some("{\"a\":1}")), "+ {\n+   \"a\": 1\n+ }\n");
    assert_eq!(shown(Some("{\"a\":1}"), None), "- {\n-   \"a\": 1\n- }\n");
    assert_eq!(shown(None, None), "");
    assert_eq!(shown(Some("oops"), Some("oops")), "  oops\n");
}
