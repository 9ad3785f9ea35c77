//! Which of the things that a sequence makes a command is about.

use super::super::command::Command;
use crate::Credential;
use crate::tests::{request_id, secret, token_id};

/// In place of a number: that of the next request or secret where one is made, that of the last one
/// where it is used.
pub(super) const LATEST: u32 = u32::MAX;

/// How many there are of what is made once each.
pub(super) struct Numbers {
    sessions: u32,
    tokens: u32,
    links: u32,
    requests: u32,
    challenges: u32,
    devices: u32,
}

impl Numbers {
    /// Numbers that begin with `first`.
    pub(super) fn from(first: u32) -> Self {
        Self {
            sessions: first,
            tokens: first,
            links: first,
            requests: first,
            challenges: first,
            devices: first,
        }
    }

    /// Fills in the numbers of a command that comes next.
    pub(super) fn fill_in(&mut self, command: &mut Command) {
        match command {
            Command::StartSession(made, ..) => made.number = next(&mut self.sessions),
            Command::CreateToken(made, _, _) => made.number = next(&mut self.tokens),
            Command::BeginDevice(made) => made.number = next(&mut self.devices),
            Command::DecideDevice(code, _) => put(code, secret, self.devices),
            Command::RedeemDevice(code, made) => {
                put(code, secret, self.devices);
                made.number = next(&mut self.tokens);
            }
            Command::MakeLink(made, _) | Command::MakeLinkTo(made, ..) => {
                made.number = next(&mut self.links);
            }
            Command::MakeChallenge(made, _) => made.number = next(&mut self.challenges),
            Command::RedeemChallenge(hash, ..) => put(hash, secret, self.challenges),
            Command::RequestAccess(new) if new.id == request_id(LATEST) => {
                new.id = request_id(next(&mut self.requests));
            }
            Command::ChangeRequest(id, _, _, _) | Command::HandOut(_, id) => {
                put(id, request_id, self.requests);
            }
            Command::Settle(_, findings) => {
                for found in [
                    &mut findings.present,
                    &mut findings.absent,
                    &mut findings.refused,
                    &mut findings.unresolved,
                    &mut findings.vanished,
                    &mut findings.left_out,
                ] {
                    for id in found {
                        put(id, request_id, self.requests);
                    }
                }
            }
            Command::Touch(Credential::Session(hash), _)
            | Command::EndSession(hash)
            | Command::EndSessions(_, Some(hash)) => {
                put(hash, secret, self.sessions);
            }
            Command::Touch(Credential::Token(hash), _) => put(hash, secret, self.tokens),
            Command::RevokeToken(_, id) => put(id, token_id, self.tokens),
            Command::SetPasswordByLink(link, _)
            | Command::VerifyEmailByLink(link)
            | Command::VerifyContactByLink(link)
            | Command::CreateFirstAdministrator(link, _) => put(link, secret, self.links),
            _ => {}
        }
    }
}

fn next(count: &mut u32) -> u32 {
    *count += 1;
    *count - 1
}

/// Names the last of so many, where the latest is meant.
fn put<T: PartialEq>(named: &mut T, name: fn(u32) -> T, count: u32) {
    if *named == name(LATEST) {
        *named = name(count.saturating_sub(1));
    }
}
