//! Work on many items, shared among threads so that their number decides nothing but the time.

/// What the work makes of each thread's share of the items, in their order. The work is told where its share begins.
pub(super) fn shared<T: Sync, U: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(usize, &[T]) -> U + Sync,
) -> Vec<U> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    let mut shares = items.chunks(share).enumerate();
    let own = shares.next();
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|(part, items)| scope.spawn(move || work(part * share, items)))
            .collect();
        let mut made: Vec<U> = own.map(|(_, items)| work(0, items)).into_iter().collect();
        for other in others {
            match other.join() {
                Ok(part) => made.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn shares_come_back_in_order() {
        let items: Vec<usize> = (0..10).collect();
        for threads in 0..12 {
            let made = shared(&items, threads, |first, items| {
                assert_eq!(Some(&first), items.first());
                items.to_vec()
            });
            assert_eq!(made.concat(), items);
        }
        assert!(shared(&[0_u8; 0], 2, |_, _| ()).is_empty());
    }
}
