//! The limits of an input: a second of the processor's time where the build is optimised, and 256 MB at once.

use cap::Cap;
use cpu_time::ThreadTime;
use std::alloc::System;
use std::time::Duration;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// The most that an input may hold at once, in bytes. What would go beyond is refused, and the process ends.
const MOST: usize = 256 << 20;
/// The longest that it may take. It is this thread's time, so that what else a machine does makes little difference. `fuzz/run` says so where it builds
/// without optimisation; then all of it takes many times as long.
const LONGEST: Duration = match option_env!("FUZZ_UNOPTIMISED") {
    Some(_) => Duration::from_secs(10),
    None => Duration::from_secs(1),
};

/// Runs an input within the limits.
///
/// # Panics
/// It takes too long; or what it runs does.
pub fn within(run: fn(&[u8]), input: &[u8]) {
    MEMORY.set_limit(MEMORY.allocated() + MOST).unwrap();
    let began = ThreadTime::now();
    run(input);
    let took = began.elapsed();
    MEMORY.set_limit(usize::MAX).unwrap();
    assert!(took < LONGEST, "{} bytes took {took:?}", input.len());
}

/// Makes what is made once, so that the first input does not pay for it.
pub fn warm(run: fn(&[u8])) {
    run(b"");
}
