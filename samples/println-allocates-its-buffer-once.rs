// Standard output has a buffer that its first use allocates; standard error has none.
use std::process::ExitCode;

#[inline(never)]
fn say(number: u32) {
    println!("number {number}"); // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    say(1); // heaplight: allocate sometimes
    say(2); // heaplight: allocate sometimes
    ExitCode::SUCCESS
}
