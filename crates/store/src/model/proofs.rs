//! Identities on AWS that accounts have shown to be their own.

use wharfinger_core::account::AccountId;

use super::Model;
use super::state::State;
use crate::proof::too_many;
use crate::{
    Action, Answer, By, CHALLENGES_MAX, ChangeAccountError, Failure, Found, PROOFS_MAX,
    PrincipalProof, Proofs, RedeemChallengeError, SecretHash, Subject, Timestamp,
};

impl State {
    fn make_challenge(
        &mut self,
        hash: SecretHash,
        account: AccountId,
        expires_at: Timestamp,
    ) -> Result<(), Failure> {
        if self.account(account).is_none() || self.challenges.contains_key(&hash) {
            return Err(Failure::unavailable(
                "the challenge is for nobody, or not fresh",
            ));
        }
        self.challenges.insert(hash, (account, expires_at));
        let open = self.challenges.iter();
        let open = open.filter(|(_, (whose, _))| *whose == account);
        let open = open.map(|(hash, (_, expires_at))| (*expires_at, *hash));
        for (_, hash) in too_many(open.collect(), CHALLENGES_MAX) {
            self.challenges.remove(&hash);
        }
        Ok(())
    }

    fn redeem_challenge(
        &mut self,
        hash: SecretHash,
        account: AccountId,
        proof: PrincipalProof,
        by: &By,
    ) -> Result<PrincipalProof, RedeemChallengeError> {
        if self.is_owner(account, by).is_err() {
            return Err(RedeemChallengeError::NotOwner);
        }
        let open = self.challenges.get(&hash);
        if !open.is_some_and(|(whose, expires_at)| *whose == account && *expires_at > by.now) {
            return Err(RedeemChallengeError::NoSuchChallenge);
        }
        self.challenges.remove(&hash);
        let (action, subject) = (Action::PrincipalProven, Subject::Account(account));
        self.audited(action, subject, by, |state| {
            state.keep_proof(account, proof.clone());
        });
        Ok(proof)
    }

    fn keep_proof(&mut self, account: AccountId, proof: PrincipalProof) {
        self.proofs.insert((account, proof.arn.clone()), proof);
        let shown = self.proofs_of(account);
        let keys = shown.into_iter().map(|proof| (proof.proven_at, proof.arn));
        for (_, arn) in too_many(keys.collect(), PROOFS_MAX) {
            self.proofs.remove(&(account, arn));
        }
    }

    fn remove_proof(
        &mut self,
        account: AccountId,
        arn: String,
        by: &By,
    ) -> Result<bool, ChangeAccountError> {
        self.is_owner(account, by)?;
        let key = (account, arn);
        let is_there = self.proofs.contains_key(&key);
        if is_there {
            let (action, subject) = (Action::ProofRemoved, Subject::Account(account));
            self.audited(action, subject, by, |state| state.proofs.remove(&key));
        }
        Ok(is_there)
    }

    pub(super) fn proofs_of(&self, account: AccountId) -> Vec<PrincipalProof> {
        let shown = self.proofs.iter();
        let shown = shown.filter(|((whose, _), _)| *whose == account);
        shown.map(|(_, proof)| proof.clone()).collect()
    }
}

impl Proofs for Model {
    fn make_challenge(
        &self,
        hash: SecretHash,
        account: AccountId,
        expires_at: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| state.make_challenge(hash, account, expires_at))
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
        self.write(move |state| state.redeem_challenge(hash, account, proof, &by))
    }

    fn remove_proof(
        &self,
        account: AccountId,
        arn: String,
        by: By,
    ) -> Answer<'_, Result<bool, ChangeAccountError>> {
        self.write(move |state| state.remove_proof(account, arn, &by))
    }

    fn proofs_of_all<'a>(
        &'a self,
        accounts: &'a [AccountId],
    ) -> Answer<'a, Result<Found<(AccountId, PrincipalProof)>, Failure>> {
        self.read(move |state| {
            let shown = state.proofs.iter();
            let shown = shown.filter(|((whose, _), _)| accounts.contains(whose));
            Found {
                found: shown
                    .map(|((whose, _), proof)| (*whose, proof.clone()))
                    .collect(),
                damaged: Vec::new(),
            }
        })
    }

    fn proofs_of(&self, account: AccountId) -> Answer<'_, Result<Vec<PrincipalProof>, Failure>> {
        self.read(move |state| state.proofs_of(account))
    }
}
