//! What all connections share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wharfinger_core::timestamp::Timestamp;

use crate::faults::Faults;
use crate::operation::Operation;
use crate::world::World;

/// Asks for the time.
pub(super) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The world and the faults of a simulator, to be looked at and changed while it answers.
///
/// Cheap to clone; all clones are of the same simulator.
#[derive(Clone)]
pub struct Shared {
    world: Arc<Mutex<World>>,
    faults: Arc<Mutex<Faults>>,
    requests: Arc<Mutex<BTreeMap<Operation, u64>>>,
    clock: Clock,
}

impl Shared {
    pub(super) fn new(world: World, faults: Faults, clock: Clock) -> Self {
        Self {
            world: Arc::new(Mutex::new(world)),
            faults: Arc::new(Mutex::new(faults)),
            requests: Arc::default(),
            clock,
        }
    }

    /// The world. While it is held, no call is answered: let it go before the next `.await`.
    pub fn world(&self) -> MutexGuard<'_, World> {
        locked(&self.world)
    }

    /// What goes wrong with the next calls. To be let go like the world.
    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        locked(&self.faults)
    }

    /// How many requests came for a call, those included that a fault kept from the world. What reached
    /// it is [`World::calls`].
    #[must_use]
    pub fn requests(&self, operation: Operation) -> u64 {
        locked(&self.requests)
            .get(&operation)
            .copied()
            .unwrap_or_default()
    }

    /// The time by the simulator's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(super) fn count(&self, operation: Operation) {
        *locked(&self.requests).entry(operation).or_default() += 1;
    }
}

/// A test that fails while it holds a lock has failed; the others go on.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
