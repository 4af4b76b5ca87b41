// A type's own Drop runs first, then its fields are dropped: both at the closing brace.
use std::cell::Cell;
use std::hint::black_box;
use std::process::ExitCode;

struct Guard<'a> {
    bytes: Vec<u8>,
    total: &'a Cell<usize>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.total.set(black_box(&self.bytes).len()); // heaplight: none
    }
}

#[inline(never)]
fn fill(total: &Cell<usize>, count: usize) {
    let bytes = vec![7; count]; // heaplight: allocate sometimes
    let _guard = Guard { bytes, total }; // heaplight: none
} // heaplight: deallocate sometimes; destroy

fn main() -> ExitCode {
    let total = Cell::new(0);
    fill(&total, black_box(3)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(total.get() != 3))
}
