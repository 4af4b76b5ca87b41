// A clone of an Rc adds one to its counter and shares what is there.
use std::process::ExitCode;
use std::rc::Rc;

#[inline(never)]
fn shared(number: &Rc<u64>) -> Rc<u64> {
    Rc::clone(number) // heaplight: none
}

fn main() -> ExitCode {
    let number = Rc::new(7); // heaplight: allocate always 24 B
    let other = shared(&number); // heaplight: none
    ExitCode::from(u8::from(*other != 7))
} // heaplight: deallocate sometimes
