//! A visit to one repository: the token dance, once, and the questions after it.

use super::challenge::{Challenge, challenges};
use super::error::RegistryError;
use super::image::Image;
use super::login::Login;
use super::token::{self, TOKEN_BYTES_MAX};
use super::voice;
use crate::guard::Target;
use crate::http::{Answer, Authorization, Http, Method, Request};

/// A visit to one repository, as nobody or with a login.
pub(crate) struct Visit<'a> {
    http: &'a Http,
    image: &'a Image,
    login: Option<&'a Login>,
    /// What the registry wants to see, once it was asked for.
    authorization: Option<Authorization>,
    /// Whether the registry asked who we are.
    was_challenged: bool,
    /// The last question.
    asked: Option<(Method, Target)>,
    /// The status of the last answer.
    status: Option<u16>,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(http: &'a Http, image: &'a Image, login: Option<&'a Login>) -> Self {
        Self {
            http,
            image,
            login,
            authorization: None,
            was_challenged: false,
            asked: None,
            status: None,
        }
    }

    /// Whether the registry asked who we are.
    pub(crate) fn was_challenged(&self) -> bool {
        self.was_challenged
    }

    /// Whether we come as somebody.
    pub(crate) fn has_login(&self) -> bool {
        self.login.is_some()
    }

    /// The status of the last answer.
    pub(super) fn status(&self) -> Option<u16> {
        self.status
    }

    /// The last question and the status of its answer, for the record.
    pub(crate) fn trace(&self) -> (String, Option<u16>) {
        let asked = self.asked.as_ref();
        let asked = asked.map(|(method, target)| format!("{} {target}", method.as_str()));
        (asked.unwrap_or_default(), self.status)
    }

    /// Asks, and once more with whatever the registry wants to see first. `401` comes back where we
    /// have nothing to show.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        target: &Target,
        accept: &'static str,
        body_bytes_max: usize,
    ) -> Result<Answer, RegistryError> {
        let request = Request {
            method,
            target: target.clone(),
            from: None,
            accept,
            authorization: self.authorization.clone(),
            body_bytes_max,
            follows: true,
        };
        let answer = self.send(request.clone()).await?;
        if answer.status != 401 || self.authorization.is_some() {
            return Ok(answer);
        }
        self.was_challenged = true;
        let Some(authorization) = self.authorize(target, &answer).await? else {
            return Ok(answer);
        };
        if answer.target.origin() == target.origin() {
            self.authorization = Some(authorization.clone());
        }
        // A registry that sent us elsewhere, where somebody asked who we are, is not asked again.
        let again = Request {
            from: (answer.target != *target).then_some(answer.standing),
            target: answer.target,
            authorization: Some(authorization),
            ..request
        };
        self.send(again).await
    }

    async fn send(&mut self, request: Request) -> Result<Answer, RegistryError> {
        let asked = (request.method, request.target.clone());
        (self.asked, self.status) = (Some(asked), None);
        let target = request.target.clone();
        let answer = self.http.ask(request).await;
        let answer = answer.map_err(|error| RegistryError::http(target, error))?;
        self.status = Some(answer.status);
        Ok(answer)
    }

    /// What to show to whoever answered `401`; `None` where we have nothing.
    async fn authorize(
        &mut self,
        target: &Target,
        refused: &Answer,
    ) -> Result<Option<Authorization>, RegistryError> {
        let fields = refused.fields_of("www-authenticate");
        let read: Vec<Challenge> = fields.flat_map(challenges).collect();
        let of = |scheme| read.iter().find(|challenge| challenge.scheme == scheme);
        if let Some(bearer) = of("bearer") {
            return self.token(target, refused, bearer).await;
        }
        if of("basic").is_some() {
            let login = self.login;
            return Ok(login.and_then(|login| login.for_target(&refused.target, &target.origin())));
        }
        Err(RegistryError::Challenge(refused.target.to_string()))
    }

    async fn token(
        &mut self,
        target: &Target,
        refused: &Answer,
        challenge: &Challenge,
    ) -> Result<Option<Authorization>, RegistryError> {
        let realm = challenge.get("realm").unwrap_or_default();
        let service = Target::parse(realm)
            .map_err(|refusal| RegistryError::http(&refused.target, refusal.into()))?;
        let login = self.login;
        let authorization = login.and_then(|login| login.for_target(&service, &target.origin()));
        let own = self.image.scope();
        // A registry that we were sent to knows the repository by another name. What we prove to be
        // is only ever asked to be good for pulling what we came for.
        let scope = match challenge.get("scope") {
            Some(scope)
                if authorization.is_none() && refused.target.origin() != target.origin() =>
            {
                scope
            }
            _ => &own,
        };
        let mut query = vec![("scope", scope)];
        query.extend(challenge.get("service").map(|service| ("service", service)));
        let service = service.with_query(&query);
        let answer = self
            .http
            .ask(Request {
                method: Method::Get,
                target: service.clone(),
                from: Some(refused.standing),
                accept: "application/json",
                authorization,
                body_bytes_max: TOKEN_BYTES_MAX,
                follows: false,
            })
            .await
            .map_err(|error| RegistryError::http(&service, error))?;
        match answer.status {
            200 => token::read(&answer.body)
                .map(Some)
                .ok_or_else(|| RegistryError::Token(service.to_string())),
            // No token is an answer: GHCR gives none for what is private or missing. A firewall in front
            // of the service says no such thing.
            403 if voice::is_page(&answer) => Err(RegistryError::Stranger {
                target: service.to_string(),
                status: answer.status,
            }),
            401 | 403 => Ok(None),
            status => Err(RegistryError::status(&service, status)),
        }
    }
}
