// Rust that calls C's malloc allocates as C does.
use std::ffi::c_void;
use std::hint::black_box;
use std::process::ExitCode;

extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn free(pointer: *mut c_void);
}

#[inline(never)]
fn room(size: usize) -> *mut c_void {
    unsafe { malloc(size) } // heaplight: allocate always
}

fn main() -> ExitCode {
    let room = room(black_box(16)); // heaplight: allocate always
    let failed = room.is_null();
    unsafe { free(room) }; // heaplight: deallocate
    ExitCode::from(u8::from(failed))
}
