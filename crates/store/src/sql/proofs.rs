//! Identities on AWS that accounts have shown to be their own.

use wharfinger_core::account::AccountId;

use super::belongings::Before;
use super::by_ids::{self, in_ids};
use super::{Row, Sql, accounts, authority};
use crate::proof::too_many;
use crate::{
    Action, By, CHALLENGES_MAX, ChangeAccountError, Failure, Found, PROOFS_MAX, PrincipalProof,
    RedeemChallengeError, SecretHash, Timestamp,
};

const ADD_CHALLENGE: &str = "
    INSERT INTO principal_challenge (hash, account, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING";

const CHALLENGES_OF: &str =
    "SELECT hash, account, expires_at FROM principal_challenge WHERE account = $1";

/// Those behind a hash, in order.
pub(super) const EVERY_CHALLENGE: &str = "
    SELECT hash, account, expires_at FROM principal_challenge
    WHERE hash > $1 ORDER BY hash LIMIT $2";

const REMOVE_CHALLENGE: &str = "DELETE FROM principal_challenge WHERE hash = $1";

const MEET: &str = "
    DELETE FROM principal_challenge WHERE hash = $1 AND account = $2 AND expires_at > $3";

const PUT: &str = "
    INSERT INTO principal_proof (account, arn, user_id, proven_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account, arn) DO UPDATE SET user_id = excluded.user_id,
        proven_at = excluded.proven_at";

const REMOVE: &str = "DELETE FROM principal_proof WHERE account = $1 AND arn = $2";

const OF_ACCOUNT: &str = "
    SELECT account, arn, user_id, proven_at FROM principal_proof
    WHERE account = $1 ORDER BY arn";

const OF_ALL: &str = concat!(
    "SELECT account, arn, user_id, proven_at FROM principal_proof WHERE ",
    in_ids!("account")
);

/// Those behind an account and an ARN, in order.
pub(super) const EVERY: &str = "
    SELECT account, arn, user_id, proven_at FROM principal_proof
    WHERE (account, arn) > ($1, $2) ORDER BY account, arn LIMIT $3";

pub(crate) async fn make_challenge(
    sql: &mut impl Sql,
    hash: &SecretHash,
    account: &AccountId,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    if accounts::by_id(sql, account).await?.is_none() {
        return Err(Failure::unavailable(
            "the challenge is for nobody; the caller must name an account",
        ));
    }
    let params = [hash.into(), account.into(), expires_at.into()];
    if sql.execute(ADD_CHALLENGE, &params).await? == 0 {
        return Err(Failure::unavailable("the challenge is not fresh"));
    }
    let rows = sql.query(CHALLENGES_OF, &[account.into()]).await?;
    let open = rows.into_iter().map(challenge).collect::<Result<_, _>>()?;
    for (_, hash) in too_many(open, CHALLENGES_MAX) {
        sql.execute(REMOVE_CHALLENGE, &[(&hash).into()]).await?;
    }
    Ok(())
}

pub(crate) async fn redeem_challenge(
    sql: &mut impl Sql,
    hash: &SecretHash,
    account: &AccountId,
    proof: PrincipalProof,
    by: &By,
) -> Result<PrincipalProof, RedeemChallengeError> {
    let owner = match authority::owner(sql, account, by).await {
        Err(ChangeAccountError::Failure(failure)) => return Err(failure.into()),
        owner => owner.map_err(|_| RedeemChallengeError::NotOwner)?,
    };
    let params = [hash.into(), account.into(), by.now.into()];
    if sql.execute(MEET, &params).await? == 0 {
        return Err(RedeemChallengeError::NoSuchChallenge);
    }
    let before = Before::of(sql, owner).await?;
    let params = [
        account.into(),
        (&proof.arn).into(),
        (&proof.user_id).into(),
        proof.proven_at.into(),
    ];
    sql.execute(PUT, &params).await?;
    let shown = of_account(sql, account).await?;
    let keys = shown.iter().map(|proof| (proof.proven_at, &proof.arn));
    for (_, arn) in too_many(keys.collect(), PROOFS_MAX) {
        sql.execute(REMOVE, &[account.into(), arn.into()]).await?;
    }
    before.changed(sql, Action::PrincipalProven, by).await?;
    Ok(proof)
}

pub(crate) async fn remove(
    sql: &mut impl Sql,
    account: &AccountId,
    arn: &str,
    by: &By,
) -> Result<bool, ChangeAccountError> {
    let owner = authority::owner(sql, account, by).await?;
    let before = Before::of(sql, owner).await?;
    if sql.execute(REMOVE, &[account.into(), arn.into()]).await? == 0 {
        return Ok(false);
    }
    before.changed(sql, Action::ProofRemoved, by).await?;
    Ok(true)
}

pub(crate) async fn of_all(
    sql: &mut impl Sql,
    accounts: &[AccountId],
) -> Result<Found<(AccountId, PrincipalProof)>, Failure> {
    by_ids::find(sql, OF_ALL, accounts.iter().collect(), &[], whose).await
}

pub(crate) async fn of_account(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<Vec<PrincipalProof>, Failure> {
    let rows = sql.query(OF_ACCOUNT, &[account.into()]).await?;
    rows.into_iter().map(decode).collect()
}

/// Reads a row of [`EVERY_CHALLENGE`]: when it expires, and what it is.
pub(super) fn challenge(row: Row) -> Result<(Timestamp, SecretHash), Failure> {
    let mut row = row.of("principal_challenge");
    let hash = SecretHash(row.bytes("hash")?);
    let account = row.account("account")?;
    row.named(account);
    Ok((row.timestamp("expires_at")?, hash))
}

/// Reads a row of [`EVERY`].
pub(super) fn decode(row: Row) -> Result<PrincipalProof, Failure> {
    Ok(whose(row)?.1)
}

/// The same, with whose it is.
fn whose(row: Row) -> Result<(AccountId, PrincipalProof), Failure> {
    let mut row = row.of("principal_proof");
    let account = row.account("account")?;
    row.named(account);
    let proof = PrincipalProof {
        arn: row.text("arn")?,
        user_id: row.text("user_id")?,
        proven_at: row.timestamp("proven_at")?,
    };
    Ok((account, proof))
}
