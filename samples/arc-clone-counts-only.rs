// A clone of an Arc adds one to its counter and shares what is there.
use std::process::ExitCode;
use std::sync::Arc;

#[inline(never)]
fn shared(number: &Arc<u64>) -> Arc<u64> {
    Arc::clone(number) // heaplight: none
}

fn main() -> ExitCode {
    let number = Arc::new(7); // heaplight: allocate always 24 B
    let other = shared(&number); // heaplight: none
    ExitCode::from(u8::from(*other != 7))
} // heaplight: deallocate sometimes
