// The arguments of a program are copied into Strings when they are asked for.
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let count = env::args().count(); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(count != 1))
}
