//! Identities on AWS, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::proofs;
use crate::{
    Answer, By, ChangeAccountError, Failure, Found, Postgres, PrincipalProof, Proofs,
    RedeemChallengeError, SecretHash, Sqlite, Timestamp,
};

macro_rules! implement {
    ($database:ty) => {
        impl Proofs for $database {
            fn make_challenge(
                &self,
                hash: SecretHash,
                account: AccountId,
                expires_at: Timestamp,
            ) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| {
                    proofs::make_challenge(sql, &hash, &account, expires_at).await
                })
            }

            fn redeem_challenge(
                &self,
                hash: SecretHash,
                account: AccountId,
                arn: String,
                user_id: String,
                by: By,
            ) -> Answer<'_, Result<PrincipalProof, RedeemChallengeError>> {
                let proof = PrincipalProof {
                    arn,
                    user_id,
                    proven_at: by.now,
                };
                self.write(async move |sql| {
                    proofs::redeem_challenge(sql, &hash, &account, proof.clone(), &by).await
                })
            }

            fn remove_proof(
                &self,
                account: AccountId,
                arn: String,
                by: By,
            ) -> Answer<'_, Result<bool, ChangeAccountError>> {
                self.write(async move |sql| proofs::remove(sql, &account, &arn, &by).await)
            }

            fn proofs_of_all<'a>(
                &'a self,
                accounts: &'a [AccountId],
            ) -> Answer<'a, Result<Found<(AccountId, PrincipalProof)>, Failure>> {
                let accounts = accounts.to_vec();
                self.read(async move |sql| proofs::of_all(sql, &accounts).await)
            }

            fn proofs_of(
                &self,
                account: AccountId,
            ) -> Answer<'_, Result<Vec<PrincipalProof>, Failure>> {
                self.read(async move |sql| proofs::of_account(sql, &account).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
