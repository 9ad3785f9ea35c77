//! Token buckets.

use super::*;
use crate::Operation;
use crate::world::Rate;

#[test]
fn a_bucket_empties_and_fills() {
    let mut stage = Stage::new();
    stage.world.limit(
        Operation::GetCallerIdentity,
        Some(Rate {
            burst: 3,
            per_second: 2,
        }),
    );
    let root = stage.root(OWNER);
    let calls = |stage: &mut Stage, count: usize| {
        let results = (0..count).map(|_| stage.world.caller_identity(stage.now, &root, &region()));
        results.flatten().count()
    };
    assert_eq!(calls(&mut stage, 10), 3);
    stage.wait(1);
    assert_eq!(calls(&mut stage, 10), 2);
    stage.wait(60);
    assert_eq!(calls(&mut stage, 10), 3);
    assert_eq!(stage.world.calls(Operation::GetCallerIdentity), 30);
    stage.world.limit(Operation::GetCallerIdentity, None);
    assert_eq!(calls(&mut stage, 10), 10);
}

#[test]
fn accounts_do_not_share_a_bucket() {
    let mut stage = Stage::new();
    stage.world.limit(
        Operation::GetCallerIdentity,
        Some(Rate {
            burst: 1,
            per_second: 1,
        }),
    );
    for id in [OWNER, GUEST] {
        let root = stage.root(id);
        stage.world.caller_identity(NOW, &root, &region()).unwrap();
        let again = stage.world.caller_identity(NOW, &root, &region());
        assert_eq!(again, Err(Refusal::Throttled));
    }
}
