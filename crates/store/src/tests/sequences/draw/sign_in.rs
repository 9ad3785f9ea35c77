//! Commands about sessions, API tokens and one-time links.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::command::Command;
use super::accounts::{passwords, secrets};
use super::{SECRETS, addresses, made, numbers, people, tool_ids};
use crate::tests::token_id;
use crate::{Credential, LinkPurpose, Scope, Scopes, SignedInBy};

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let create_token = (made(), people(), scopes())
        .prop_map(|(made, account, scopes)| Command::CreateToken(made, account, scopes));
    let revoke_token = (people(), numbers(SECRETS))
        .prop_map(|(account, number)| Command::RevokeToken(account, token_id(number)));
    prop_oneof![
        2 => (made(), people(), select(&SignedInBy::ALL))
            .prop_map(|(made, account, means)| Command::StartSession(made, account, means)),
        2 => (credentials(), 0..100_i64)
            .prop_map(|(credential, idle)| Command::Touch(credential, idle)),
        2 => secrets().prop_map(Command::EndSession),
        1 => (people(), option::of(secrets()))
            .prop_map(|(account, keep)| Command::EndSessions(account, keep)),
        2 => create_token,
        2 => revoke_token,
        1 => people().prop_map(Command::RevokeTokens),
        2 => made().prop_map(Command::BeginDevice),
        2 => (secrets(), any::<bool>())
            .prop_map(|(code, is_approved)| Command::DecideDevice(code, is_approved)),
        3 => (secrets(), made()).prop_map(|(code, made)| Command::RedeemDevice(code, made)),
        4 => (made(), purposes()).prop_map(|(made, purpose)| Command::MakeLink(made, purpose)),
        2 => (made(), people(), addresses())
            .prop_map(|(made, account, address)| Command::MakeLinkTo(made, account, address)),
        2 => (secrets(), passwords())
            .prop_map(|(link, password)| Command::SetPasswordByLink(link, password)),
        2 => secrets().prop_map(Command::VerifyEmailByLink),
        2 => secrets().prop_map(Command::VerifyContactByLink),
        1 => people().prop_map(Command::AskPasswordReset),
        2 => (made(), people()).prop_map(|(made, account)| Command::MakeChallenge(made, account)),
        2 => (secrets(), people(), 0..3_u32)
            .prop_map(|(hash, account, number)| Command::RedeemChallenge(hash, account, number)),
        1 => (people(), 0..3_u32)
            .prop_map(|(account, number)| Command::RemoveProof(account, number)),
    ]
}

fn credentials() -> impl Strategy<Value = Credential> {
    (any::<bool>(), secrets()).prop_map(|(session, hash)| {
        if session {
            Credential::Session(hash)
        } else {
            Credential::Token(hash)
        }
    })
}

fn scopes() -> impl Strategy<Value = Scopes> {
    proptest::collection::vec(select(&Scope::ALL), 0..4).prop_map(Scopes::from_iter)
}

fn purposes() -> impl Strategy<Value = LinkPurpose> {
    prop_oneof![
        1 => Just(LinkPurpose::FirstAdministrator),
        3 => people().prop_map(|account| LinkPurpose::SetPassword { account }),
        3 => (people(), addresses())
            .prop_map(|(account, address)| LinkPurpose::VerifyEmail { account, address }),
        3 => (tool_ids(), addresses())
            .prop_map(|(tool, address)| LinkPurpose::VerifyContact { tool, address }),
    ]
}
