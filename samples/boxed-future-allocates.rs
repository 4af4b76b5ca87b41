// A future whose type is hidden behind dyn is boxed, as every one that calls itself has to be.
use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

#[inline(never)]
fn doubled(value: u64) -> Pin<Box<dyn Future<Output = u64>>> {
    let future = async move { value * 2 };
    Box::pin(future) // heaplight: allocate always 16 B
}

fn main() -> ExitCode {
    let mut future = black_box(doubled(3)); // heaplight: allocate always 16 B
    let mut context = Context::from_waker(Waker::noop());
    let result = future.as_mut().poll(&mut context); // heaplight: unknown
    ExitCode::from(u8::from(result != Poll::Ready(6)))
} // heaplight: deallocate sometimes; unknown
