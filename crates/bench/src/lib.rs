#![doc = include_str!("../README.md")]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one sample takes at least: long beside the clock's resolution, short beside the
/// scheduler's time slices.
const SAMPLE: Duration = Duration::from_millis(2);

/// Samples of each subject, taken in turn, so that a busy moment of the machine hits all of them.
const ROUNDS: usize = 100;

/// Something to measure.
pub struct Subject<'a> {
    name: &'a str,
    work: Box<dyn FnMut() + 'a>,
}

/// What a subject took.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    /// Its name.
    pub name: &'a str,
    /// The quickest sample, in nanoseconds an item: the nearest to a quiet machine.
    pub least_ns: f64,
    /// The sample in the middle.
    pub median_ns: f64,
}

impl<'a> Subject<'a> {
    /// A subject that does `work` with every item in turn.
    pub fn new<T, R>(name: &'a str, items: &'a [T], work: impl Fn(&'a T) -> R + 'a) -> Self {
        Self {
            name,
            work: Box::new(move || {
                for item in items {
                    black_box(work(black_box(item)));
                }
            }),
        }
    }

    fn sample(&mut self, calls: u32) -> Duration {
        let began = Instant::now();
        for _ in 0..calls {
            (self.work)();
        }
        began.elapsed()
    }

    /// How many calls fill a sample.
    fn calls(&mut self) -> u32 {
        let mut calls = 1;
        while self.sample(calls) < SAMPLE {
            calls *= 2;
        }
        calls
    }
}

/// Measures subjects that all work on `items` items, side by side.
#[must_use]
pub fn compare(items: u32, subjects: Vec<Subject<'_>>) -> Vec<Measured<'_>> {
    let mut subjects: Vec<_> = subjects
        .into_iter()
        .map(|mut subject| (subject.calls(), subject, Vec::with_capacity(ROUNDS)))
        .collect();
    for _ in 0..ROUNDS {
        for (calls, subject, samples) in &mut subjects {
            let elapsed = subject.sample(*calls);
            samples.push(elapsed.as_secs_f64() * 1e9 / f64::from(*calls) / f64::from(items));
        }
    }
    subjects
        .into_iter()
        .map(|(_, subject, mut samples)| {
            samples.sort_by(f64::total_cmp);
            Measured {
                name: subject.name,
                least_ns: samples[0],
                median_ns: samples[ROUNDS / 2],
            }
        })
        .collect()
}

/// Prints a table in which every row is compared with the first.
pub fn print(title: &str, measured: &[Measured<'_>]) {
    println!("{title}");
    for row in measured {
        let ratio = row.median_ns / measured[0].median_ns;
        println!(
            "  {:<44} {:>10.1} ns {:>10.1} ns median {ratio:>8.2} x",
            row.name, row.least_ns, row.median_ns
        );
    }
}
