//! Starts the sandbox in a browser; the program is of use nowhere else.

fn main() {
    #[cfg(target_arch = "wasm32")]
    segdeck_worker::start();
}
