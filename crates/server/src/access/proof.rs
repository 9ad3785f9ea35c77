//! What somebody has proven of the principal that they ask access for.

use wharfinger_core::principal::Principal;
use wharfinger_ecr::proof::Proves;
use wharfinger_store::{PrincipalProof, Timestamp};

use crate::proofs::identity;

/// What somebody has proven of a principal on AWS, the weakest first, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proven {
    /// Nothing: it may be anybody's.
    Nothing,
    /// That they are somebody else in its account.
    Account(Timestamp),
    /// That they are it; of an account, that they are somebody in it.
    Itself(Timestamp),
}

impl Proven {
    /// The word for it in the API.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Account(_) => "account",
            Self::Itself(_) => "itself",
        }
    }
}

/// The most that somebody's proofs say of a principal that they ask access for; `None` where it is not
/// on AWS, so that nothing can be proven.
pub(crate) fn proof_of(principal: &Principal, proofs: &[PrincipalProof]) -> Option<Proven> {
    let Principal::Aws(principal) = principal else {
        return None;
    };
    let proven = proofs.iter().map(|proof| {
        let at = proof.proven_at;
        match identity(proof).proves(principal) {
            Proves::Nothing => Proven::Nothing,
            Proves::ItsAccount => Proven::Account(at),
            Proves::Itself => Proven::Itself(at),
        }
    });
    Some(proven.max().unwrap_or(Proven::Nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

    fn proof(arn: &str, at: i64) -> PrincipalProof {
        PrincipalProof {
            arn: arn.to_owned(),
            user_id: "AIDAX".to_owned(),
            proven_at: Timestamp::from_micros(at),
        }
    }

    fn of(host: &str, named: &str, proofs: &[PrincipalProof]) -> Option<Proven> {
        proof_of(&Principal::restore(host, named).unwrap(), proofs)
    }

    #[test]
    fn the_most_that_is_proven_counts_and_of_that_the_newest() {
        let at = Timestamp::from_micros;
        let ada = "arn:aws:iam::444455556666:user/ada";
        let proofs = [
            proof("arn:aws:iam::444455556666:user/ada", 1),
            proof("arn:aws:sts::444455556666:assumed-role/puller/laptop", 2),
            proof("arn:aws:sts::444455556666:assumed-role/puller/desk", 3),
        ];
        let role = "arn:aws:iam::444455556666:role/puller";
        let bob = "arn:aws:iam::444455556666:user/bob";
        let root = "arn:aws:iam::444455556666:root";
        let other = "arn:aws:iam::111122223333:user/ada";
        for (named, expected) in [
            (ada, Proven::Itself(at(1))),
            (role, Proven::Itself(at(3))),
            (bob, Proven::Account(at(3))),
            (root, Proven::Itself(at(3))),
            (other, Proven::Nothing),
        ] {
            assert_eq!(of(HOST, named, &proofs), Some(expected), "{named}");
        }
        assert_eq!(of(HOST, ada, &[]), Some(Proven::Nothing));
    }

    #[test]
    fn elsewhere_there_is_nothing_to_prove() {
        let proofs = [proof("arn:aws:iam::444455556666:user/ada", 1)];
        assert_eq!(of("quay.io", "ada", &proofs), None);
    }
}
