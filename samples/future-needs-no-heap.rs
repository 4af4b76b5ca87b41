// A future is a value that holds what its async function has to remember.
use std::future::Future;
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

async fn doubled(value: u32) -> u32 {
    value * 2 // heaplight: none
}

async fn quadrupled(value: u32) -> u32 {
    doubled(doubled(value).await).await // heaplight: none
}

fn main() -> ExitCode {
    let future = pin!(quadrupled(3)); // heaplight: none
    let mut context = Context::from_waker(Waker::noop());
    ExitCode::from(u8::from(future.poll(&mut context) != Poll::Ready(12)))
}
