//! Starts the dashboard in the page's body.

fn main() {
    console_error_panic_hook::set_once();
    yew::Renderer::<segdeck_web::App>::new().render();
}
