//! What in a pasted text is secret, as data.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::needles::Needles;

/// A value in quotes, without them: as JSON and shells write it, as JSON inside of JSON does, once
/// and more often, and with apostrophes. Without its end, it goes on to the end of the line.
const QUOTED: &str = concat!(
    r#""((?:[^"\\]|\\.)+)"#,
    r#"|\\"((?:[^"\\]|\\\\(?:\\.)?|\\[^"\\])+)"#,
    r#"|\\{2,}["']((?:[^"'\\]|\\+[^"'\\])+)"#,
    r#"|\\*'((?:[^'\\]|\\[^']|'(?:"'"|\\')')+)"#,
);

/// What stands between apostrophes, with those of its own as shells need them: `'"'"'` or `'\''`.
const TICKED: &str = r#"(?:[^']|'(?:"'"|\\')')+"#;

/// A character of a value without quotes. A quote ends it, unless a shell would read on.
const CHARACTER: &str = r#"(?:[^\s"'\\]|\\[^"'\r\n]|\\["']\w)"#;

/// The same where `&` ends a value, too: shells and queries of addresses.
const LETTER: &str = r#"(?:[^\s"'\\&]|\\[^"'\r\n]|\\["']\w)"#;

/// Fields of HTTP that hold a secret, whatever its form.
const FIELD: &str = r"(?i:(?:set-)?cookie2?|x-registry-(?:auth|config)|(?:private|job|deploy|x-[a-z\-]*)-token|x-api-key|x-jfrog-art-api|proxy-authorization)";

/// What names of options, settings and variables have where they stand for a secret.
const NAME: &str = r"(?i:password|passwd|passphrase|token|secret|credential|api[_\-]?key|(?:private|secret|access|account|storage)[_\-]?key)";

/// What such names end with, where the word is too short to be looked for anywhere.
const SHORT_NAME: &str = r"(?i:_(?:pass|pwd|pw|pat|auth))";

/// Names of members of JSON and its kin.
const MEMBER: &str = r"(?i:auth|authorization|(?:set-)?cookie|x-registry-(?:auth|config)|pass|[a-z0-9_.\-]*(?:token|password|passwd|passphrase|secret|api_?key|_pass|_pwd)|accesskeyid|private_key|[a-z_]*secret_?(?:access_?)?key)";

/// An option whose argument is a secret: `--password`, `--src-registry-token`, `-Password`. What
/// `--password-stdin` is followed by is none.
const OPTION: &str = r"-{1,2}(?i:[a-z0-9.\-]*(?:password|passwd|passphrase|token|secret|(?:api|secret|private|access)-?key|storepass|keypass|[a-z0-9]-pass|oauth2-bearer|auth))";

/// How a kind of secret looks: needles in small letters, the rarest of which its line holds one, and what
/// matches. Every group of it is a secret. `<quoted>`, `<ticked>`, `<character>`,
/// `<letter>`, `<field>`, `<member>`, `<name>`, `<short>` and `<option>` stand for the constants above.
#[rustfmt::skip]
pub(super) const SECRETS: &[(&str, &str)] = &[
    // This project's own: API tokens, links, sessions.
    ("whf_", r"(whf_[A-Za-z0-9_]{4,})"),
    // IAM User Guide, IAM identifiers: ids of long-term and of temporary access keys.
    ("akia", r"(AKIA[A-Z0-9]{12,})"),
    ("asia", r"(ASIA[A-Z0-9]{12,})"),
    // A JSON Web Token, whole or cut: a header in base64url begins with `{"`.
    ("eyj", r"(\beyJ[A-Za-z0-9_\-+/=]{12,}(?:\.[A-Za-z0-9_\-+/=]*){0,2})"),
    // RFC 9110 section 11.6.2: with a scheme; with none or another, where it is a field for sure.
    ("authorization", r#"(?i:authorization)\\*["']?\s*[:=]\s*\\*["']?\[?(?i:bearer|basic|token|aws4-hmac-sha256)\s+([^\s"'\\\[\]]{4,}(?:,? ?(?:Credential|SignedHeaders|Signature)=[^\s"'\\]+)*)"#),
    ("authorization", r#"(?:\bAuthorization|(?:^|["'\[{,])(?i:authorization))\s*[:=]\s*\[?(?:(?i:bearer|basic|token|aws4-hmac-sha256)\s+)?([^\s"'\\\[\]]+(?:\s+[^\s"'\\\[\]]{12,})*)"#),
    ("authorization", r"^\s*[<>]?\s*(?i:authorization)\s*:\s+(?:(?i:bearer|basic|token|aws4-hmac-sha256)\s+)?(\S.*)"),
    ("bearer", r"(?i:bearer)\s+([A-Za-z0-9._~+/=\-]{16,})"),
    ("basic", r"(?i:basic)\s+([A-Za-z0-9+/=_\-]{12,})"),
    // Fields that are secret as a whole: as the line, in the quotes of a command, anywhere else.
    ("cookie|-token|x-registry-|x-api-key|x-jfrog-|authorization", r"^\s*[<>]?\s*<field>\s*:\s*(\S.*)"),
    ("cookie|-token|x-registry-|x-api-key|x-jfrog-|authorization", r#"(?:'<field>:\s*([^']+)|"<field>:\s*((?:[^"\\]|\\.)+)|\b<field>:\s*\[?([^\s"'\\\[\]]+))"#),
    // RFC 3986 section 3.2.1: user information of a URL; and what people write there without
    // percent signs, up to the last `@` in front of a name with a dot.
    ("@", r#"://(?:[^\s/@:"'\\]*:)?([^\s/@"'\\]+)@"#),
    ("@", r#"://[^\s/@:"'\\]*:([^\s"']+)@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"#),
    // Presigned addresses of AWS, Azure and Google, and tokens in queries.
    ("x-amz-|x-goog-", r#"(?i:x-(?:amz|goog)-(?:signature|credential|security-token))\\*["']?(?:=|%3[Dd]|:\s*)\\*["']?([^\s&"'\\]+)"#),
    ("sig=|signature=|token=|code=|keyid=|key=|password=", r#"[?&](?i:sig|signature|token|access_token|id_token|refresh_token|code|awsaccesskeyid|key|api_key|password)=([^\s&"'\\]+)"#),
    // JSON: docker's `config.json`, AWS credentials, answers of token services.
    ("auth|cookie|x-registry|token|pass|_pwd|secret|key", r#"\\*["']<member>\\*["']\s*:\s*\[?(?:<quoted>)"#),
    // YAML and INI: `aws_secret_access_key = ...`, `password: ...`.
    ("secret", r"(?i:aws_?secret_?access_?key|secret_?access_?key|client_?secret)\s*[:=]\s*(?:<quoted>|(<character>{8,}))"),
    ("session", r"(?i:aws_?session_?token|session_?token)\s*[:=]\s*(?:<quoted>|(<character>{8,}))"),
    ("pass|token|secret|credential|key", r#"(?:<name>|(?i:pass))\\*["'\]]{0,2}\s*:?=\s*(?:<quoted>)"#),
    ("pass|token|secret|credential|key", r#"^\s*[A-Za-z0-9_.\-]*<name>\s*=\s+([^\s"'].*)"#),
    ("password", r#"(?:^|[\s"'{,;])[A-Za-z0-9_.\-]*(?i:password)["']?\s*:\s+(?:<quoted>|(<character>{6,}))"#),
    ("pass", r#"^\s*(?:-\s+)?[A-Za-z0-9_.\-]*(?:[Pp]assword|PASSWORD|passwd|[Pp]assphrase|_pass)\s*:\s+([^\s"'|>].*)"#),
    ("token|secret|api", r#"^\s*(?:-\s+)?[A-Za-z0-9_.\-]*(?i:token|secret|api_?key)["']?\s*:\s+(?:<quoted>|(<character>{6,}))"#),
    ("auth", r"^\s*auth\s*:\s+([A-Za-z0-9+/=]{8,})\s*$"),
    ("pass|token|secret|api|_pwd|_pat", r"\b[A-Z0-9_]*(?:(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY)[A-Z0-9_]*|_PASS|_PWD|_PAT)\s*:\s+(?:<quoted>|(<character>{6,}))"),
    ("token", r#"\b(?i:token)\s*:\s+["']?([A-Za-z0-9_~+=\-]{16,})"#),
    // Structures as Go prints them, and names without a blank behind the colon. Images, which are written
    // so as well, have no capitals, and no such names.
    ("pass|auth|token|secret", r#"(?:^|[\s{\[(,])(?:[A-Za-z]*(?i:password|passwd|passphrase)|[A-Z][A-Za-z]*(?:Token|Secret)|Auth):(?:\s?<quoted>|([^\s"'\\]{3,}?)[\])},]*(?:\s|$))"#),
    ("map[", r"\bmap\[[^\]]*?\bauth:([A-Za-z0-9+/=]{8,})"),
    // Secrets of Kubernetes, which are base64 of anything.
    ("dockerc", r#"\.dockerc(?:onfigjson|fg)\\*["']?\s*:\s*\\*["']?([A-Za-z0-9+/=]{8,})"#),
    // Dockerfiles, and what builds print of them.
    ("env", r"\bENV\s+[A-Za-z0-9_]*(?:<name>[A-Za-z0-9_]*|<short>)\s+(?:<quoted>|([^\s=].*))"),
    // XML: the settings of Maven and NuGet.
    ("</", r"<(?:[A-Za-z]+:)?<name>>([^<]+)</"),
    // Variables of the environment, as `env` and `set -x` print them, and as APIs of containers do.
    ("pass|token|secret|credential|key", r"\b[A-Za-z0-9_]*<name>[A-Za-z0-9_]*=(?:<quoted>|(<letter>{3,}))"),
    ("sharedaccess", r"(?i:sharedaccess(?:signature|key))=(<letter>+)"),
    ("sig=", r"\bsig=([A-Za-z0-9%+/=]{20,})"),
    ("set", r"\bset(?:x|env|\s+-[a-zA-Z]+)\s+[A-Za-z0-9_]*<name>[A-Za-z0-9_]*\s+(?:<quoted>|(<letter>+))"),
    ("pass=|_pwd=|_pw=|_pat=|_auth=", r"\b(?:[A-Za-z0-9_]*<short>|PASS)=(?:<quoted>|(<letter>+))"),
    ("value", r#"(?i:name|key)\\*["']\s*:\s*\\*["'][A-Za-z0-9_.\-]*(?:<name>[A-Za-z0-9_.\-]*|<short>)\\*["']\s*,\s*\\*["'](?i:value)\\*["']\s*:\s*(?:<quoted>)"#),
    ("value", r#"\bname:\s*["']?[A-Za-z0-9_.\-]*(?:<name>[A-Za-z0-9_.\-]*|<short>)["']?\s*,\s*value:\s*(?:<quoted>|([^\s"'][^,}]*))"#),
    ("value", r#"name:\s*["']?[A-Za-z0-9_.\-]*(?:<name>[A-Za-z0-9_.\-]*|<short>)["']?\s+value:\s*(?:<quoted>|([^\s"'].*))"#),
    // Command lines: words behind an option, and lists of words, as Python and JSON print them.
    ("pass|token|secret|key|bearer|auth", r#"(?:^|[\s"'(\[,;])<option>(?:=|\s+)(?:<quoted>|(<letter>{4,}))"#),
    ("pass|token|secret|key|bearer|auth", r#"["']<option>\\*["']\s*,\s*(?:<quoted>)"#),
    ("'-p|\"-p", r#"\blogin\b.*?["']-p\\*["']\s*,\s*(?:<quoted>)"#),
    ("'-p|\"-p", r#"\blogin\b.*?["']-p([^\s"'\\]+)["']"#),
    ("config", r"\bconfig(?:ure)?\b.*?\bset\s+\S*<name>\S*\s+(?:<quoted>|(<letter>+))"),
    ("securestring", r"(?i:convertto-securestring)\s+(?:-[A-Za-z]+\s+)*(?:<quoted>|(<letter>+))"),
    ("sshpass", r"\bsshpass\s+-p\s*(?:<quoted>|(<letter>+))"),
    ("pass:", r#"\s-pass(?:in|out)?\s+["']?pass:([^\s"']+)"#),
    ("-p", r"\b(?:login|oras)\b.*?\s(?:--password(?:=|\s+)|-p(?:=|\s*))(?:<quoted>|(<letter>+))"),
    ("<<<", r"\blogin\b.*?<<<\s*(?:<quoted>|(<letter>+))"),
    ("echo|printf", r"\b(?:echo|printf)\s+(?:-[neE]+\s+)?(\S.*?)\s*\|[^|]*\blogin\b"),
    ("creds", r#"--(?:src-|dest-)?creds(?:=|\s+)(?:"[^":]*:((?:[^"\\]|\\.)+)|'[^':]*:(<ticked>)|[^\s:"']+:(<letter>+))"#),
    ("creds", r#"["']--(?:src-|dest-)?creds\\*["']\s*,\s*\\*["'][^:"']*:([^"']+)"#),
    ("curl", r#"\bcurl\b.*?["'](?:-[uU]|--(?:proxy-)?user)\\*["']\s*,\s*\\*["'][^:"']*:([^"']+)"#),
    ("mysql", r"\bmysql[a-z]*\s.*?\s-p(<letter>+)"),
    ("curl|ctr", r#"\b(?:curl|ctr)\b.*?\s(?:-[uU]\s*|--(?:proxy-)?user(?:=|\s+))(?:"[^":]*:((?:[^"\\]|\\.)+)|'[^':]*:(<ticked>)|[^\s:"']+:(<letter>+))"#),
    // netrc, in one line and in several.
    ("password", r"\blogin\s+\S+\s+password\s+(\S+)"),
    ("password", r"^\s*password\s+(\S+)\s*$"),
    // Tokens of others that say what they are.
    ("ghp_|gho_|ghu_|ghs_|ghr_", r"(\bgh[pousr]_[A-Za-z0-9]{16,})"),
    ("github_pat_", r"(github_pat_[A-Za-z0-9_]{16,})"),
    ("glpat-", r"(glpat-[A-Za-z0-9_\-]{12,})"),
    ("dckr_", r"(dckr_[a-z]{3}_[A-Za-z0-9_\-]{12,})"),
    ("hf_", r"(\bhf_[A-Za-z0-9]{16,})"),
    ("xox", r"(\bxox[abpors]-[A-Za-z0-9\-]{8,})"),
    ("ya29.", r"(\bya29\.[A-Za-z0-9_\-]{8,})"),
    ("npm_", r"(\bnpm_[A-Za-z0-9]{30,})"),
    ("pypi-a", r"(\bpypi-A[A-Za-z0-9_\-]{16,})"),
    ("aiza", r"(\bAIza[A-Za-z0-9_\-]{30,})"),
    // In front of it what no word has: `task-` and `disk-` are in many lines.
    (" sk-|=sk-|:sk-|\"sk-|'sk-", r#"[ =:"'](sk-[A-Za-z0-9_\-]{20,})"#),
    ("sk-proj-|sk-ant-", r"(\bsk-(?:proj|ant)-[A-Za-z0-9_\-]{16,})"),
    ("hvs.|hvb.|hvr.", r"(\bhv[sbr]\.[A-Za-z0-9_\-]{20,})"),
    ("hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_\-]+)"),
];

/// A line that names the secret whose value the next one has: an environment in JSON or YAML, a member a line.
const NAMES_NEXT: &str =
    r#"name["']?\s*:\s*["']?[A-Za-z0-9_.\-]*(?:<name>[A-Za-z0-9_.\-]*|<short>)["']?,?\s*$"#;

/// A line of YAML behind which a secret stands as a block: `password: |`.
const OPENS_BLOCK: &str =
    r#"(?:<name>|<short>|\.dockerc(?:onfigjson|fg))["']?\s*:\s*[|>][0-9+\-]{0,2}\s*$"#;

static NAMES_NEXT_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&whole(NAMES_NEXT)).expect("a constant"));

static OPENS_BLOCK_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&whole(OPENS_BLOCK)).expect("a constant"));

/// Whether the next line has the value of the secret that this one names.
pub(super) fn names_next(line: &str) -> bool {
    line.contains("name") && NAMES_NEXT_LINE.is_match(line)
}

/// Whether the lines behind this one, as far as they are indented, are the secret that it names.
pub(super) fn opens_block(line: &str) -> bool {
    let without_indicator = line
        .trim_ascii_end()
        .trim_end_matches(|letter: char| letter.is_ascii_digit() || "+-".contains(letter));
    without_indicator.ends_with(['|', '>']) && OPENS_BLOCK_LINE.is_match(line)
}

/// All kinds, compiled.
pub(super) struct Kinds {
    needles: Needles,
    patterns: Vec<Regex>,
}

impl Kinds {
    /// `.` stands for the end of a line, too: commands go on in the next one, where `^` begins anew.
    pub(super) fn new() -> Self {
        let compile = |(_, pattern): &(&str, &str)| {
            RegexBuilder::new(&whole(pattern))
                .dot_matches_new_line(true)
                .multi_line(true)
                .build()
                .expect("a test compiles every pattern")
        };
        Self {
            needles: Needles::new(SECRETS.iter().map(|(needles, _)| *needles)),
            patterns: SECRETS.iter().map(compile).collect(),
        }
    }

    /// The patterns of the kinds that a text has a needle of: of some sixty a few.
    pub(super) fn in_text(&self, text: &str) -> impl Iterator<Item = &Regex> {
        let kinds = self.needles.rows(text).iter();
        kinds.map(|kind| &self.patterns[kind])
    }
}

/// A pattern with what its names stand for.
pub(super) fn whole(pattern: &str) -> String {
    [
        ("<quoted>", QUOTED),
        ("<ticked>", TICKED),
        ("<character>", CHARACTER),
        ("<letter>", LETTER),
        ("<field>", FIELD),
        ("<member>", MEMBER),
        ("<name>", NAME),
        ("<short>", SHORT_NAME),
        ("<option>", OPTION),
    ]
    .into_iter()
    .fold(pattern.to_owned(), |pattern, (name, meaning)| {
        pattern.replace(name, meaning)
    })
}

/// Begins the first line of a key.
const KEY_BEGIN: &str = "-----BEGIN ";

/// Begins the last one.
const KEY_END: &str = "-----END";

/// What both say where the key is private; PGP's go on with ` BLOCK`.
pub(super) const KEY: &str = "PRIVATE KEY";

/// Whether a private key begins in a line.
pub(super) fn begins_key(line: &str) -> bool {
    line.contains(KEY_BEGIN) && line.contains(KEY)
}

/// Whether the key that a line belongs to ends in it.
pub(super) fn ends_key(line: &str) -> bool {
    line.contains(KEY_END)
}

/// Whether a private key ends in a line, whether or not its beginning is there.
pub(super) fn closes_key(line: &str) -> bool {
    ends_key(line) && line.contains(KEY)
}

/// Where the rest of a private key ends whose beginning was cut away, with its line: the last that closes one
/// before another begins.
pub(super) fn end_of_cut_key(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut end = None;
    for line in text.split_inclusive('\n') {
        if begins_key(line) {
            break;
        }
        at += line.len();
        if closes_key(line) {
            end = Some(at);
        }
    }
    end
}
