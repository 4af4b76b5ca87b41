// Looking up an entry of a HashMap, or changing its value, leaves its memory alone.
use std::collections::HashMap;
use std::process::ExitCode;

#[inline(never)]
fn age(ages: &HashMap<u32, u32>, key: u32) -> u32 {
    ages.get(&key).copied().unwrap_or(0) // heaplight: none
}

fn main() -> ExitCode {
    let ages = HashMap::from([(1, 7)]); // heaplight: allocate sometimes
    ExitCode::from(u8::from(age(&ages, 1) != 7)) // heaplight: none
} // heaplight: deallocate sometimes
