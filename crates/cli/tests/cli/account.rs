//! `wharfinger account`.

use rusqlite::Connection;

use crate::serving::Serving;
use crate::support::{Ran, run};

/// The arguments of a command over a database in this folder.
fn account(folder: &tempfile::TempDir, arguments: &[&str]) -> Ran {
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    run(&[&["account"], arguments, &["--database", &database]].concat())
}

#[test]
fn an_account_is_made_with_a_link_that_sets_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let made = account(
        &folder,
        &[
            "create",
            "ada",
            "--administrator",
            "--email",
            "ada@example.org",
            "--public-url",
            "https://tools.example.org",
        ],
    );
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let (database, account) = made.stderr.split_once('\n').unwrap();
    assert!(
        database.starts_with("There was no database `sqlite:")
            && database.ends_with("; it is made"),
        "{database}"
    );
    assert_eq!(
        account,
        "The account `ada` is made. Its password is set at this address, once, within a day:\n"
    );
    let link = made.stdout.strip_prefix("https://tools.example.org");
    let link = link.unwrap().strip_suffix('\n').unwrap();
    assert!(link.starts_with("/password/whf_lnk_"), "{link}");

    let serving = Serving::start(&folder.path().join("wharfinger.db"), &[], None);
    assert_eq!(serving.first_link(), None, "there is an administrator");
    let form = "password=correct+horse+battery+staple";
    assert_eq!(serving.send_form(link, form).0, 303);
    assert_eq!(serving.send_form(link, form).0, 404, "it works once");
}

#[test]
fn accounts_are_listed_disabled_and_enabled() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ada", "grace"] {
        assert_eq!(account(&folder, &["create", name]).code, Some(0));
    }
    let list = || {
        let listed = account(&folder, &["list"]).stdout;
        let lines = listed.lines().map(|line| {
            let (line, _) = line.rsplit_once('\t').unwrap();
            line.to_owned()
        });
        lines.collect::<Vec<_>>()
    };
    let operator = "operator\tadministrator\tactive";
    assert_eq!(
        list(),
        ["grace\tmember\tactive", "ada\tmember\tactive", operator]
    );
    let disabled = account(&folder, &["disable", "ada"]);
    assert_eq!(disabled.stderr, "The account `ada` is disabled\n");
    assert_eq!(
        list(),
        ["grace\tmember\tactive", "ada\tmember\tdisabled", operator]
    );
    assert_eq!(account(&folder, &["enable", "ada"]).code, Some(0));
    assert_eq!(
        list(),
        ["grace\tmember\tactive", "ada\tmember\tactive", operator]
    );
}

#[test]
fn only_the_first_account_makes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["list"][..], &["disable", "ada"], &["reset", "ada"]] {
        let ran = account(&folder, arguments);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains("there is no database"), "{ran:?}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    assert_eq!(account(&folder, &["create", "ada"]).code, Some(0));
    let second = account(&folder, &["create", "grace"]);
    assert!(second.stderr.starts_with("The account"), "{second:?}");
}

#[test]
fn where_an_account_is_looked_for_is_said() {
    let folder = tempfile::tempdir().unwrap();
    account(&folder, &["create", "ada"]);
    for command in ["reset", "disable", "enable"] {
        let ran = account(&folder, &[command, "grace"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.stderr.contains("`grace`") && ran.stderr.contains("in the database `sqlite:"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_password_is_set_anew() {
    let folder = tempfile::tempdir().unwrap();
    account(&folder, &["create", "ada"]);
    let reset = account(&folder, &["reset", "ada"]);
    assert_eq!(reset.code, Some(0), "{}", reset.stderr);
    let link = reset.stdout.strip_prefix("http://127.0.0.1:8080").unwrap();
    assert!(
        reset
            .stderr
            .contains("It starts with `http://127.0.0.1:8080`")
            && reset.stderr.contains("`--public-url`"),
        "{}",
        reset.stderr
    );
    let serving = Serving::start(&folder.path().join("wharfinger.db"), &[], None);
    let form = "password=correct+horse+battery+staple";
    assert_eq!(serving.send_form(link.trim_end(), form).0, 303);
    let sign_in = "account_name=ada&password=correct+horse+battery+staple";
    assert_eq!(serving.send_form("/sign-in", sign_in).0, 303);
}

#[test]
fn a_running_server_sees_what_a_command_does() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&folder.path().join("wharfinger.db"), &[], None);
    let public_url = format!("http://{}", serving.address);
    let made = account(&folder, &["create", "ada", "--public-url", &public_url]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let link = made.stdout.trim_end().strip_prefix(&public_url).unwrap();
    let form = "password=correct+horse+battery+staple";
    assert_eq!(serving.send_form(link, form).0, 303);
    let sign_in = "account_name=ada&password=correct+horse+battery+staple";
    assert_eq!(serving.send_form("/sign-in", sign_in).0, 303);
    assert_eq!(account(&folder, &["disable", "ada"]).code, Some(0));
    assert_eq!(serving.send_form("/sign-in", sign_in).0, 401);
    assert_eq!(account(&folder, &["enable", "ada"]).code, Some(0));
    assert_eq!(serving.send_form("/sign-in", sign_in).0, 303);
}

#[test]
fn tools_that_a_disabled_account_leaves_to_nobody_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    account(&folder, &["create", "ada"]);
    let serving = Serving::start(&database, &[], Some("a-token-for-this-test"));
    assert_eq!(serving.register("a-token-for-this-test", "nginx"), 201);
    drop(serving);
    // The operator has registered it; it is Ada's from now on.
    let hers = "UPDATE maintainer SET account = (SELECT id FROM account WHERE name = 'ada')";
    Connection::open(&database)
        .unwrap()
        .execute(hers, [])
        .unwrap();
    let disabled = account(&folder, &["disable", "ada"]);
    assert_eq!(disabled.code, Some(0));
    assert_eq!(
        disabled.stderr,
        "The account `ada` is disabled\nwarning: these tools have no maintainer who can sign in; an \
         administrator adds one at /unmaintained: docker.io/library/nginx\n"
    );
}

#[test]
fn what_cannot_be_done_says_why() {
    let folder = tempfile::tempdir().unwrap();
    account(&folder, &["create", "ada", "--administrator"]);
    for (arguments, reason) in [
        (&["create", "ada"][..], "`ada` is taken"),
        (&["create", "Ada"], "`A` cannot stand in a name"),
        (&["create", "bob", "--email", "bob"], "an address"),
        (&["reset", "nobody"], "is named `nobody`"),
        (&["disable", "operator"], "the operator's own account"),
        (&["reset", "operator"], "has no password"),
        (&["disable", "ada"], "there must be an administrator"),
    ] {
        let ran = account(&folder, arguments);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(1), ""),
            "{arguments:?}"
        );
        let said = ran.stderr;
        assert!(
            said.starts_with("error: ") && said.contains(reason),
            "{said}"
        );
    }
}
