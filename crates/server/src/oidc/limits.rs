//! Every limit of signing in with a provider, with its reason.

use std::time::Duration;

/// Most providers. A sign-in page with more buttons needs another page.
pub const PROVIDERS_MAX: usize = 16;

/// Most bytes of a provider's id: it stands in a path, and nobody types it.
pub const PROVIDER_ID_BYTES_MAX: usize = 32;

/// Most characters of a provider's name: it stands on a button.
pub const PROVIDER_NAME_CHARS_MAX: usize = 64;

/// Most bytes of an issuer or of a client id: Microsoft's and Google's have about 80.
pub const SETTING_BYTES_MAX: usize = 512;

/// Most scopes that are asked for; OpenID Connect Core 5.4 defines six, providers add some.
pub const SCOPES_MAX: usize = 16;

/// Most bytes of a client secret, so that a wrong file is not sent to the provider.
pub const SECRET_BYTES_MAX: usize = 4_096;

/// Longest time between leaving for the provider and coming back: a password manager and a second
/// factor fit. RFC 6749, 4.1.2 recommends the same ten minutes for the code that is brought back.
pub const PENDING_LIFETIME: Duration = Duration::from_mins(10);

/// Most bytes of the path that the browser goes back to. Browsers keep 4096 bytes of a cookie
/// (RFC 6265, 6.1), and each byte of the path may become three there.
pub const RETURN_TO_BYTES_MAX: usize = 1_024;

/// Most bytes of the query that a provider sends a browser back with. Codes of Microsoft Entra ID
/// have up to 2 KiB; RFC 6749 sets no limit.
pub const CALLBACK_QUERY_BYTES_MAX: usize = 8 * 1024;

/// Most bytes of an answer of a provider. Discovery documents and key sets have 2 to 20 KiB.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;

/// Longest time to reach a provider: three tries of TCP's first packet (RFC 6298: after 1 and 3 s).
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Longest time for one request to a provider, its answer included. A person waits meanwhile.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a provider's description and keys are used before they are fetched anew. It is also how
/// long a key lives on here that the provider has withdrawn.
pub const METADATA_LIFETIME: Duration = Duration::from_hours(1);

/// Shortest time between two fetches because of a key that is not known. Whoever signs in within it
/// after a change of keys tries again.
pub const KEYS_REFETCH_EVERY: Duration = Duration::from_secs(10);

/// How long a provider that did not answer is not asked for its description again, so that those who
/// wait for it are told together instead of one after the other.
pub const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// How far the provider's clock and ours may differ; OpenID Connect Core 3.1.3.7 leaves it to us,
/// RFC 7519, 4.1.4 says "no more than a few minutes".
pub const CLOCK_SKEW: Duration = Duration::from_mins(1);

/// Most bytes of a subject: OpenID Connect Core 2 allows 255 ASCII characters.
pub const SUBJECT_BYTES_MAX: usize = 255;

/// Most bytes of an e-mail address: RFC 5321, 4.5.3.1.3 without the angle brackets.
pub const EMAIL_BYTES_MAX: usize = 254;

/// Most characters of a name; longer ones are cut, since a name is only shown.
pub const NAME_CHARS_MAX: usize = 200;

/// Most characters of what a provider said that go to the log.
pub const DETAIL_CHARS_MAX: usize = 300;
