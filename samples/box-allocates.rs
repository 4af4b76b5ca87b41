// A Box keeps its value on the heap, and frees it at the end of its owner's scope.
use std::process::ExitCode;

#[inline(never)]
fn boxed(value: i32) -> Box<i32> {
    Box::new(value) // heaplight: allocate always 4 B
}

fn main() -> ExitCode {
    let number = boxed(7); // heaplight: allocate always 4 B
    ExitCode::from(u8::from(*number != 7))
} // heaplight: deallocate always; destroy
