//! What the browser gives: the clock, the time zone, storage, the clipboard and downloads. Nothing
//! here panics: a browser that refuses something yields `None` or an error to show.

use js_sys::{Array, Date, Intl, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Storage, Url};

use crate::format;

/// The time now, in Unix milliseconds.
#[must_use]
pub fn now_millis() -> i64 {
    whole(Date::now())
}

/// Minutes that the reader's zone is east of UTC at the time `at`.
#[must_use]
pub fn zone_offset(at: i64) -> i64 {
    -whole(date(at).get_timezone_offset())
}

/// "21 Nov 2026, 14:02" in the reader's zone.
#[must_use]
pub fn local_date_time(at: i64) -> String {
    format::date_time(at, zone_offset(at))
}

/// "21 Nov 2026, 13:02 UTC".
#[must_use]
pub fn utc_date_time(at: i64) -> String {
    format!("{} UTC", format::date_time(at, 0))
}

/// "14:32:08" in the reader's zone.
#[must_use]
pub fn local_clock(at: i64) -> String {
    format::clock(at, zone_offset(at))
}

/// "2 h ago", with days counted in the reader's zone.
#[must_use]
pub fn relative(at: i64, now: i64) -> String {
    format::relative(at, now, zone_offset(now))
}

/// The name of the reader's zone, such as "Europe/Berlin"; "UTC" when the browser does not say.
#[must_use]
pub fn zone_name() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// The value of a `datetime-local` control for `at`, in the reader's zone.
#[must_use]
pub fn to_date_time_local(at: i64) -> String {
    format::date_time_local(at, zone_offset(at))
}

/// The time that the value of a `datetime-local` control means in the reader's zone.
#[must_use]
pub fn from_date_time_local(text: &str) -> Option<i64> {
    let millis = Date::parse(text);
    millis.is_finite().then(|| whole(millis))
}

/// `text` in lower case. The browser knows how for every script; the tables for it would be a
/// fiftieth of what a first visit loads.
#[must_use]
pub fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    #[cfg(target_arch = "wasm32")]
    {
        js_sys::JsString::from(text).to_lower_case().into()
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        text.to_lowercase()
    }
}

/// Puts `text` on the clipboard.
///
/// # Errors
///
/// A sentence to show, when the browser refuses.
pub async fn copy_text(text: &str) -> Result<(), &'static str> {
    const REFUSED: &str = "The browser did not allow copying. Select the text and copy it by hand.";
    let window = web_sys::window().ok_or(REFUSED)?;
    let navigator = window.navigator();
    // Absent on a page without a secure origin, where calling it would throw.
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .ok()
        .filter(JsValue::is_object)
        .map(JsCast::unchecked_into::<web_sys::Clipboard>)
        .ok_or(REFUSED)?;
    JsFuture::from(clipboard.write_text(text))
        .await
        .map(|_| ())
        .map_err(|_| REFUSED)
}

/// Tells this page from others that are open in the browser.
#[must_use]
pub fn random_id() -> String {
    // As many digits as the number has that the browser gives.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is from 0 to 2^52"
    )]
    let number = (js_sys::Math::random() * 4_503_599_627_370_496.0) as u64;
    format!("{number:x}")
}

/// Offers `text` as a file to save. Does nothing where the browser cannot.
pub fn download_text(file_name: &str, media_type: &str, text: &str) {
    let _ = try_download(file_name, media_type, &JsValue::from_str(text));
}

/// Offers `bytes` as a file to save. Does nothing where the browser cannot.
pub fn download_bytes(file_name: &str, media_type: &str, bytes: &[u8]) {
    let _ = try_download(file_name, media_type, &Uint8Array::from(bytes));
}

/// The text of the file that was chosen in a file input; `None` if there is none, or it cannot be
/// read.
pub async fn chosen_text(input: &web_sys::HtmlInputElement) -> Option<String> {
    let files = Reflect::get(input, &JsValue::from_str("files")).ok()?;
    let file = Reflect::get_u32(&files, 0).ok()?;
    let file: Blob = file.dyn_into().ok()?;
    JsFuture::from(file.text()).await.ok()?.as_string()
}

fn try_download(file_name: &str, media_type: &str, content: &JsValue) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(content);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    Url::revoke_object_url(&url).ok()
}

/// Asks the browser not to remove what the page keeps when it needs space. Some ask the reader in
/// turn, so this belongs to something that the reader does. Whether it promised; false where it
/// cannot.
pub async fn ask_to_keep_data() -> bool {
    let ask = || {
        let navigator = web_sys::window()?.navigator();
        // Absent on a page without a secure origin, where calling it would throw.
        let storage = Reflect::get(&navigator, &JsValue::from_str("storage")).ok()?;
        let storage = storage.is_object().then_some(storage)?;
        storage
            .unchecked_into::<web_sys::StorageManager>()
            .persist()
            .ok()
    };
    match ask() {
        Some(promise) => JsFuture::from(promise)
            .await
            .is_ok_and(|answer| answer.is_truthy()),
        None => false,
    }
}

/// Waits until the browser has nothing else to do; a second where it does not tell.
pub async fn idle() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let idle = Promise::new(&mut |resolve, _| {
        // Safari has no such callback.
        if window.request_idle_callback(&resolve).is_err() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 1_000);
        }
    });
    let _ = JsFuture::from(idle).await;
}

/// A store of the browser that keeps texts by name. All pages of an origin share it, so the names of a
/// dashboard below a path begin with that path: two of them side by side mix nothing up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Until the reader clears it.
    Local,
    /// Until the tab closes.
    Session,
}

impl Store {
    fn open(self) -> Option<Storage> {
        let window = web_sys::window()?;
        match self {
            Self::Local => window.local_storage().ok()?,
            Self::Session => window.session_storage().ok()?,
        }
    }

    /// The text kept under `name`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<String> {
        self.open()?.get_item(&stored_name(name)).ok()?
    }

    /// Keeps `text` under `name`; false when the browser refused, as when the store is full.
    #[must_use]
    pub fn set(self, name: &str, text: &str) -> bool {
        self.open()
            .is_some_and(|storage| storage.set_item(&stored_name(name), text).is_ok())
    }

    /// All names under which this dashboard keeps something.
    #[must_use]
    pub fn names(self) -> Vec<String> {
        let Some(storage) = self.open() else {
            return Vec::new();
        };
        let count = storage.length().unwrap_or_default();
        let place = stored_name("");
        (0..count)
            .filter_map(|index| Some(storage.key(index).ok()??.strip_prefix(&place)?.to_owned()))
            .collect()
    }

    /// Forgets `name`.
    pub fn remove(self, name: &str) {
        if let Some(storage) = self.open() {
            let _ = storage.remove_item(&stored_name(name));
        }
    }
}

/// What the browser calls what a [`Store`] keeps under `name`; the scripts beside the program know
/// this too.
#[must_use]
pub fn stored_name(name: &str) -> String {
    let base = base_path();
    if base.is_empty() {
        name.to_owned()
    } else {
        base + "/ " + name
    }
}

fn date(at: i64) -> Date {
    // A date of JavaScript is a double; one beyond 2^53 ms is invalid there anyway.
    #[expect(
        clippy::cast_precision_loss,
        reason = "dates beyond 2^53 ms do not exist"
    )]
    Date::new(&JsValue::from_f64(at as f64))
}

/// The whole part of a number of JavaScript.
#[must_use]
pub fn whole(number: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and NaN is 0"
    )]
    {
        number as i64
    }
}

/// Moves the keyboard's focus to the element of that id, if there is one.
pub fn focus_by_id(id: &str) {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // An element that cannot take focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Takes the keyboard's focus from wherever it is, so that a field hands over what was typed.
pub fn blur() {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element())
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.blur();
    }
}

/// Whether a modal dialog is open, which then has the keyboard to itself.
#[must_use]
pub fn is_dialog_open() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("dialog[open]").ok())
        .flatten()
        .is_some()
}

/// Whether nobody can see the page now, as in a tab behind another one.
#[must_use]
pub fn is_hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// The address of the page.
#[must_use]
pub fn page_address() -> Option<String> {
    web_sys::window()?.location().href().ok()
}

/// The path under which the page and its server's API are, without a slash at the end: what the
/// page's `<base>` says, and nothing at the root of a host.
#[must_use]
pub fn base_path() -> String {
    let path = || {
        let document = web_sys::window()?.document()?;
        // Without one, the document's base is wherever the page was opened.
        document.query_selector("base[href]").ok()??;
        Some(Url::new(&document.base_uri().ok()??).ok()?.pathname())
    };
    let path = path().unwrap_or_default();
    path.trim_end_matches('/').to_owned()
}

/// Whether the page's policy lets it connect to an origin, such as `https://app.launchdarkly.com`.
/// What it does not allow is named by `--connect-src` when the dashboard is built or served.
#[must_use]
pub fn may_connect_to(origin: &str) -> bool {
    let policy = || {
        let document = web_sys::window()?.document()?;
        let tag = "meta[http-equiv=Content-Security-Policy]";
        document.query_selector(tag).ok()??.get_attribute("content")
    };
    // A page that is being developed has none.
    policy().is_none_or(|policy| is_named(&policy, origin))
}

/// Whether a policy names an origin among those to connect to.
fn is_named(policy: &str, origin: &str) -> bool {
    let mut directives = policy.split(';').map(str::split_ascii_whitespace);
    directives.any(|mut words| {
        words.next() == Some("connect-src") && words.any(|word| word.eq_ignore_ascii_case(origin))
    })
}

/// Takes what the address's fragment says after `name=`, and removes it from the address and from
/// this tab's history. What the page was opened with, `theme.js` has taken from there already.
#[must_use]
pub fn take_fragment(name: &str) -> Option<String> {
    let window = web_sys::window()?;
    let kept = JsValue::from_str("segdeckFragment");
    let opened_with = Reflect::get(&window, &kept)
        .ok()
        .and_then(|it| it.as_string());
    let location = window.location();
    let fragment = match &opened_with {
        Some(fragment) => fragment.clone(),
        None => location.hash().ok()?,
    };
    let text = fragment.strip_prefix('#')?.strip_prefix(name)?;
    let text = segdeck_core::url::decode(text.strip_prefix('=')?);
    if opened_with.is_some() {
        let _ = Reflect::delete_property(&window, &kept);
    } else {
        let address = location.pathname().ok()? + &location.search().ok()?;
        let history = window.history().ok()?;
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    text
}

/// Loads the page anew.
pub fn reload_page() {
    if let Some(window) = web_sys::window() {
        // Refused only while the page is closing.
        let _ = window.location().reload();
    }
}

#[cfg(test)]
mod tests;
