// An Arc has counters before its value, so that one made of a String copies the text behind them.
use std::process::ExitCode;
use std::sync::Arc;

#[inline(never)]
fn shared(text: String) -> Arc<str> {
    Arc::from(text) // heaplight: allocate sometimes; deallocate sometimes
} // heaplight: none

fn main() -> ExitCode {
    let text = shared(String::from("seven")); // heaplight: allocate always; deallocate sometimes
    ExitCode::from(u8::from(text.len() != 5))
} // heaplight: deallocate sometimes
