//! What in a pasted text is secret, as data.

/// How a kind of secret looks: a needle in small letters that its line holds, and what matches,
/// the secret itself in the group `s`.
#[rustfmt::skip]
pub(super) const SECRETS: &[(&str, &str)] = &[
    // This project's own: API tokens, links, sessions.
    ("whf_", r"(?P<s>whf_[A-Za-z0-9_]{4,})"),
    // IAM User Guide, IAM identifiers: ids of long-term and of temporary access keys.
    ("akia", r"(?P<s>AKIA[A-Z0-9]{12,})"),
    ("asia", r"(?P<s>ASIA[A-Z0-9]{12,})"),
    // A JSON Web Token, whole or cut: a header in base64url begins with `{"`.
    ("eyj", r"(?P<s>\beyJ[A-Za-z0-9_\-+/=]{12,}(?:\.[A-Za-z0-9_\-+/=]*){0,2})"),
    // RFC 9110 section 11.6.2.
    ("authorization", r#"(?i:authorization)\\*["']?\s*[:=]\s*\\*["']?\[?(?i:bearer|basic|token|aws4-hmac-sha256)\s+(?P<s>[^\s"'\\\[\]]{4,}(?:,? ?(?:Credential|SignedHeaders|Signature)=[^\s"'\\]+)*)"#),
    ("bearer", r"(?i:bearer)\s+(?P<s>[A-Za-z0-9._~+/=\-]{16,})"),
    ("basic", r"(?i:basic)\s+(?P<s>[A-Za-z0-9+/=_\-]{12,})"),
    // RFC 3986 section 3.2.1: user information of a URL.
    ("://", r#"://(?:[^\s/@:"'\\]*:)?(?P<s>[^\s/@"'\\]+)@"#),
    // Presigned addresses of AWS, Azure and Google, and tokens in queries.
    ("x-", r#"(?i:x-(?:amz|goog)-(?:signature|credential|security-token))\\*["']?(?:=|%3[Dd]|:\s*)\\*["']?(?P<s>[^\s&"'\\]+)"#),
    ("=", r#"[?&](?i:sig|signature|token|access_token|id_token|refresh_token|code|awsaccesskeyid|key|api_key|password)=(?P<s>[^\s&"'\\]+)"#),
    // JSON: docker's `config.json`, AWS credentials, answers of token services.
    ("\":", r#"\\*"(?i:auth|[a-z_]*token|[a-z_]*password|passwd|[a-z_]*secret|secretaccesskey|accesskeyid|registrytoken|identitytoken|client_secret|private_key|[a-z_]*secret_?(?:access_?)?key)\\*"\s*:\s*\\*"(?P<s>[^"\\]+)"#),
    // YAML and INI: `aws_secret_access_key = ...`, `password: ...`.
    ("secret", r#"(?i:aws_?secret_?access_?key|secret_?access_?key|client_?secret)\s*[:=]\s*["']?(?P<s>[^\s"'\\]{8,})"#),
    ("session", r#"(?i:aws_?session_?token|session_?token)\s*[:=]\s*["']?(?P<s>[^\s"'\\]{8,})"#),
    // Variables of the environment, as `env` and `set -x` print them.
    ("=", r#"\b[A-Za-z0-9_]*(?i:password|passwd|secret|token|api_?key|credential)[A-Za-z0-9_]*=\\*["']?(?P<s>[^\s"'\\&]{3,})"#),
    ("password", r#"(?:^|[\s"'{,;])(?i:password)["']?\s*:\s+["']?(?P<s>[^\s"'\\]{6,})"#),
    // Command lines.
    ("login", r#"\blogin\b.*?\s(?:--password(?:=|\s+)|-p(?:=|\s*))["']?(?P<s>[^\s"'\-][^\s"']*)"#),
    ("login", r#"\blogin\b.*?<<<\s*["']?(?P<s>[^\s"']+)"#),
    ("creds", r#"--(?:src-|dest-)?creds(?:=|\s+)["']?[^\s:"']+:(?P<s>[^\s"']+)"#),
    // Tokens of others that say what they are.
    ("gh", r"(?P<s>\bgh[pousr]_[A-Za-z0-9]{16,})"),
    ("github_pat_", r"(?P<s>github_pat_[A-Za-z0-9_]{16,})"),
    ("glpat-", r"(?P<s>glpat-[A-Za-z0-9_\-]{12,})"),
    ("dckr_", r"(?P<s>dckr_[a-z]{3}_[A-Za-z0-9_\-]{12,})"),
    ("hf_", r"(?P<s>\bhf_[A-Za-z0-9]{16,})"),
    ("xox", r"(?P<s>\bxox[abpors]-[A-Za-z0-9\-]{8,})"),
    ("ya29.", r"(?P<s>\bya29\.[A-Za-z0-9_\-]{8,})"),
];

/// Opens a private key, whose lines up to the end are secret.
pub(super) const KEY_BEGIN: &str = "PRIVATE KEY-----";

/// Ends it.
pub(super) const KEY_END: &str = "-----END";
