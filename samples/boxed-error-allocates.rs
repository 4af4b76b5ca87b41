// An error of any type travels in a Box: one made of a text allocates for the text and its Box.
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn checked(value: u32) -> Result<u32, Box<dyn Error>> {
    if value > 9 {
        return Err("more than a digit".into()); // heaplight: allocate
    }
    Ok(value) // heaplight: none
}

fn main() -> ExitCode {
    let result = checked(black_box(10)); // heaplight: allocate sometimes
    ExitCode::from(u8::from(result.is_ok()))
} // heaplight: deallocate sometimes; unknown
