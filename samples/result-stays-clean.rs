// A Result is a value: an error that is an enum is returned as it is.
use std::hint::black_box;
use std::process::ExitCode;

#[derive(PartialEq)]
enum Fault {
    TooLarge(u32),
}

#[inline(never)]
fn checked(value: u32) -> Result<u32, Fault> {
    if value > 9 {
        return Err(Fault::TooLarge(value)); // heaplight: none
    }
    Ok(value) // heaplight: none
}

fn main() -> ExitCode {
    let failed = checked(black_box(10)) == Err(Fault::TooLarge(10)); // heaplight: none
    ExitCode::from(u8::from(!failed || checked(9) != Ok(9))) // heaplight: none
}
