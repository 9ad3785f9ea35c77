//! One provider: where it is, how we are known there, and the two requests with a code.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, ConfigurationError, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, SubjectIdentifier, UserInfoError,
};

use super::discovery::{Described, Discovery};
use super::error::{Check, Detail, Misconfiguration, SignInError};
use super::http::{Http, HttpError};
use super::pending::Pending;
use super::settings::Settings;
use super::verify;

/// A client of a provider that was discovered.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider that people can sign in with.
pub(super) struct Provider {
    pub(super) settings: Settings,
    pub(super) discovery: Discovery,
    http: Http,
    secret: ClientSecret,
    redirect_url: RedirectUrl,
}

impl Provider {
    pub(super) fn new(
        settings: Settings,
        secret: ClientSecret,
        redirect_url: RedirectUrl,
        http: Http,
    ) -> Self {
        Self {
            discovery: Discovery::new(settings.issuer.clone(), http.clone()),
            settings,
            http,
            secret,
            redirect_url,
        }
    }

    /// A client over what the provider says about itself now.
    pub(super) fn client(&self, described: &Described) -> Client {
        CoreClient::from_provider_metadata(
            described.metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(self.secret.clone()),
        )
        .set_redirect_uri(self.redirect_url.clone())
        .set_auth_type(described.authentication.clone())
    }

    /// Where to send the browser for this attempt.
    pub(super) fn authorization_url(&self, described: &Described, pending: &Pending) -> String {
        let verifier = PkceCodeVerifier::new(pending.verifier());
        let (state, nonce) = (pending.state(), pending.nonce());
        let client = self.client(described);
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            // `openid` is asked for anyway, and may not come twice.
            .add_scopes(
                self.settings
                    .scopes
                    .iter()
                    .filter(|scope| *scope != "openid")
                    .map(|scope| Scope::new(scope.clone())),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        url.into()
    }

    /// Exchanges the code that the browser brought for tokens.
    pub(super) async fn exchange(
        &self,
        client: &Client,
        code: String,
        pending: &Pending,
    ) -> Result<CoreTokenResponse, SignInError> {
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| not_described(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier()));
        let channel = self.http.of(self.settings.issuer.url());
        request.request_async(&channel).await.map_err(|error| {
            let detail = Detail::of(&error);
            match error {
                RequestTokenError::Request(error) => error.into(),
                RequestTokenError::ServerResponse(response) => match response.error() {
                    CoreErrorResponseType::InvalidGrant => SignInError::CodeRefused(detail),
                    CoreErrorResponseType::InvalidClient
                    | CoreErrorResponseType::UnauthorizedClient => {
                        SignInError::Misconfigured(Misconfiguration::ClientRefused, detail)
                    }
                    _ => SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, detail),
                },
                // The ID token is read with the rest of the answer.
                RequestTokenError::Parse(..) => SignInError::TokenInvalid(Check::Form, detail),
                RequestTokenError::Other(_) => {
                    SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, detail)
                }
            }
        })
    }

    /// What the provider knows about the subject of an ID token, where it has a place to ask.
    pub(super) async fn user_info(
        &self,
        client: &Client,
        access_token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<Option<CoreUserInfoClaims>, SignInError> {
        // The library panics over a token that no header can carry (RFC 6750, 2.1).
        let is_sendable = access_token
            .secret()
            .bytes()
            .all(|byte| byte.is_ascii_graphic());
        if !is_sendable {
            let detail = Detail::new("the access token has characters that no header can carry");
            return Err(SignInError::TokenInvalid(Check::AccessToken, detail));
        }
        let Ok(request) = client.user_info(access_token.clone(), Some(subject.clone())) else {
            return Ok(None);
        };
        let channel = self.http.of(self.settings.issuer.url());
        request.request_async(&channel).await.map(Some).map_err(
            |error: UserInfoError<HttpError>| {
                let detail = Detail::of(&error);
                match error {
                    UserInfoError::Request(error) => error.into(),
                    UserInfoError::ClaimsVerification(error) => verify::failed(&error),
                    _ => SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, detail),
                }
            },
        )
    }
}

/// Discovery has refused providers without a token endpoint.
fn not_described(error: &ConfigurationError) -> SignInError {
    SignInError::Misconfigured(Misconfiguration::NoTokenEndpoint, Detail::of(error))
}
