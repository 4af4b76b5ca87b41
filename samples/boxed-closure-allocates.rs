// A Box of a closure puts what the closure captured on the heap.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn adder(amount: u64) -> Box<dyn Fn(u64) -> u64> {
    let add = move |value| value + amount;
    Box::new(add) // heaplight: allocate always 8 B
}

fn main() -> ExitCode {
    let add = black_box(adder(3)); // heaplight: allocate always 8 B
    ExitCode::from(u8::from(add(4) != 7)) // heaplight: unknown
} // heaplight: deallocate sometimes; unknown
