use super::*;
use crate::state::connection_id::DirectHost;

fn run(actions: Vec<ConnectionAction>) -> Rc<Connection> {
    from(Connection::default(), actions)
}

fn from(start: Connection, actions: Vec<ConnectionAction>) -> Rc<Connection> {
    actions.into_iter().fold(Rc::new(start), Reducible::reduce)
}

fn sandbox(token: Option<&str>) -> ConnectionAction {
    ConnectionAction::Found(Config {
        mode: "sandbox".to_owned(),
        token: token.map(str::to_owned),
        ..Config::default()
    })
}

fn gateway(upstream: &str, auth: &str) -> ConnectionAction {
    ConnectionAction::Found(Config {
        mode: "gateway".to_owned(),
        upstream: Some(upstream.to_owned()),
        auth: Some(auth.to_owned()),
        ..Config::default()
    })
}

fn lost() -> ConnectionAction {
    ConnectionAction::NotFound {
        last_answer: 7,
        is_elsewhere: false,
    }
}

fn token(text: &str) -> AccessToken {
    AccessToken::parse(text).unwrap()
}

fn direct() -> ConnectionId {
    ConnectionId::direct(DirectHost::parse("https://app.launchdarkly.com").unwrap())
}

fn choose(id: ConnectionId, secret: Option<&str>) -> ConnectionAction {
    ConnectionAction::Use {
        id,
        token: secret.map(token),
        omits_version: false,
    }
}

#[test]
fn the_sandbox_with_its_own_token_connects_at_once() {
    let state = run(vec![sandbox(Some("api-sandbox-writer"))]);
    assert_eq!(state.phase, Phase::Connected);
    assert!(!state.needs_look());
    assert_eq!(state.scope(), "server");
}

#[test]
fn a_host_of_plain_files_leaves_the_choice_open_and_is_not_asked_again() {
    let state = run(vec![ConnectionAction::NotFound {
        last_answer: 7,
        is_elsewhere: true,
    }]);
    assert_eq!(state.phase, Phase::Choosing);
    assert!(!state.needs_look());
}

#[test]
fn a_remembered_choice_is_open_without_asking_anyone() {
    let id = ConnectionId::Browser;
    let state = Connection::start(Some(id), Some(token("api-sandbox-writer")), None, false);
    assert_eq!(state.phase, Phase::Connected);
    assert!(!state.needs_look());
    let state = Connection::start(Some(direct()), None, None, false);
    assert_eq!(state.phase, Phase::NeedsSecret);
    assert!(!state.needs_look());
    let state = Connection::start(Some(ConnectionId::Server), None, None, false);
    assert_eq!(state.phase, Phase::Looking);
}

#[test]
fn what_the_pages_server_says_changes_nothing_about_another_connection() {
    let start = Connection::start(Some(direct()), Some(token("api-1")), None, false);
    let state = from(start.clone(), vec![sandbox(Some("api-sandbox-writer"))]);
    assert_eq!((&state.token, &state.id), (&start.token, &start.id));
    assert!(state.config.is_some());
    assert_eq!(state.scope(), "direct:https://app.launchdarkly.com");
}

#[test]
fn a_server_that_comes_up_later_is_found() {
    let state = run(vec![lost(), lost()]);
    assert_eq!(state.phase, Phase::NoServer);
    assert!(state.needs_look());
    let state = state.reduce(sandbox(Some("api-1")));
    assert_eq!((state.phase, state.recoveries), (Phase::Connected, 1));
}

#[test]
fn without_a_token_it_asks_for_one() {
    let state = run(vec![sandbox(None)]);
    assert_eq!(state.phase, Phase::NeedsSecret);
    let state = state.reduce(ConnectionAction::TokenGiven(token("api-2")));
    assert_eq!(state.phase, Phase::Connected);
    let state = state.reduce(sandbox(None));
    assert_eq!(state.phase, Phase::Connected, "a given token was forgotten");
}

#[test]
fn a_gateway_asks_for_its_key_and_never_for_a_token() {
    let state = run(vec![gateway("https://app.launchdarkly.com", "key")]);
    assert_eq!(state.phase, Phase::NeedsSecret);
    let key = GatewayKey::parse(" k1 ").unwrap();
    let state = state.reduce(ConnectionAction::KeyGiven(key.clone()));
    assert_eq!((state.phase, &state.token), (Phase::Connected, &None));
    let state = from(
        Connection::start(None, None, Some(key), false),
        vec![gateway("https://app.launchdarkly.com", "password")],
    );
    assert_eq!(state.phase, Phase::Connected);
    let open = run(vec![gateway("https://app.launchdarkly.com", "proxy")]);
    assert_eq!(open.phase, Phase::Connected);
}

#[test]
fn a_gateway_does_not_take_over_what_was_drafted_in_the_sandbox() {
    let before = run(vec![sandbox(Some("api-1"))]);
    let after = before
        .clone()
        .reduce(gateway("https://app.launchdarkly.com", "proxy"));
    assert_ne!(before.scope(), after.scope());
    assert_eq!(after.token, None, "the sandbox's token went to the gateway");
    let elsewhere = before.reduce(gateway("https://app.eu.launchdarkly.com", "proxy"));
    assert_ne!(after.scope(), elsewhere.scope());
}

#[test]
fn another_connection_begins_afresh() {
    let state = run(vec![
        sandbox(Some("api-1")),
        ConnectionAction::Permitted(Permission::ReadOnly("A reader only reads.".into())),
        ConnectionAction::Answered(401),
        ConnectionAction::Unanswered,
        choose(ConnectionId::Browser, Some("api-sandbox-reader")),
    ]);
    assert_eq!(state.phase, Phase::Connected);
    assert_eq!((state.health, state.refused), (Health::Fine, None));
    assert_eq!((state.read_only(), state.recoveries), (None, 1));
    assert_eq!(state.token, Some(token("api-sandbox-reader")));
    let back = state.reduce(choose(ConnectionId::Server, None));
    assert_eq!((back.phase, &back.token), (Phase::Looking, &None));
}

#[test]
fn two_accounts_on_one_host_are_two_connections() {
    let host = DirectHost::parse("https://app.launchdarkly.com").unwrap();
    let second = ConnectionId::Direct { host, number: 2 };
    let first = run(vec![choose(direct(), Some("api-1"))]);
    let other = first.clone().reduce(choose(second, Some("api-2")));
    assert_ne!(first.scope(), other.scope());
}

#[test]
fn a_token_is_known_again_when_its_connection_is_until_it_is_forgotten() {
    let state = run(vec![
        choose(direct(), Some("api-1")),
        choose(ConnectionId::Browser, Some("api-sandbox-writer")),
        choose(direct(), None),
    ]);
    assert_eq!(state.token, Some(token("api-1")));
    let gone = state.clone().reduce(ConnectionAction::Forgotten(direct()));
    assert_eq!((gone.phase, &gone.token), (Phase::NeedsSecret, &None));
    let refused = from(
        (*state).clone(),
        vec![
            ConnectionAction::Answered(401),
            choose(ConnectionId::Browser, Some("api-sandbox-writer")),
            choose(direct(), None),
        ],
    );
    assert_eq!(refused.token, None, "a refused token was used again");
}

#[test]
fn a_server_that_takes_no_changes_says_so_at_once() {
    let state = run(vec![ConnectionAction::Found(Config {
        mode: "gateway".to_owned(),
        read_only: true,
        ..Config::default()
    })]);
    assert!(state.read_only().is_some());
    let state = state.reduce(choose(ConnectionId::Browser, Some("api-sandbox-writer")));
    assert_eq!(state.read_only(), None);
}

#[test]
fn one_lost_answer_is_looked_into_before_anyone_is_told() {
    let state = run(vec![sandbox(Some("api-1")), ConnectionAction::Unanswered]);
    assert_eq!(state.health, Health::Doubtful);
    assert!(state.needs_look());
    let fine = state.clone().reduce(sandbox(Some("api-1")));
    assert_eq!((fine.health, fine.recoveries), (Health::Fine, 0));
    let offline = state.reduce(lost());
    assert_eq!(offline.health, Health::Offline { last_answer: 7 });
    let back = offline.reduce(sandbox(Some("api-1")));
    assert_eq!((back.health, back.recoveries), (Health::Fine, 1));
}

#[test]
fn any_answer_ends_being_offline() {
    let start = Connection::start(Some(direct()), Some(token("api-1")), None, false);
    let offline = from(start, vec![ConnectionAction::Unanswered, lost()]);
    assert!(offline.needs_look());
    let back = offline.reduce(ConnectionAction::Answered(503));
    assert_eq!((back.health, back.recoveries), (Health::Fine, 1));
}

#[test]
fn a_refused_token_is_told_until_one_is_taken() {
    let state = run(vec![
        sandbox(Some("api-1")),
        ConnectionAction::Answered(401),
    ]);
    assert_eq!(state.refused, Some(Refused::Token));
    let state = state.reduce(ConnectionAction::Answered(404));
    assert_eq!(state.refused, Some(Refused::Token));
    let fine = state.clone().reduce(ConnectionAction::Answered(200));
    assert_eq!(fine.refused, None);
    let given = state.reduce(ConnectionAction::TokenGiven(token("api-2")));
    assert_eq!(given.refused, None);
    assert_eq!(given.phase, Phase::Connected);
}

#[test]
fn a_refused_key_is_another_matter_than_a_refused_token() {
    let state = run(vec![
        gateway("https://app.launchdarkly.com", "proxy"),
        ConnectionAction::KeyRefused,
    ]);
    assert_eq!(state.refused, Some(Refused::Key));
    let key = GatewayKey::parse("k").unwrap();
    assert_eq!(state.reduce(ConnectionAction::KeyGiven(key)).refused, None);
}

#[test]
fn nothing_new_is_the_same_state() {
    let state = run(vec![sandbox(Some("api-1"))]);
    let same = state.clone().reduce(ConnectionAction::Answered(200));
    assert!(Rc::ptr_eq(&state, &same));
}

#[test]
fn a_key_shows_nowhere_and_fits_into_a_header() {
    let key = GatewayKey::parse("  s3cret pass  ").unwrap();
    assert_eq!(key.expose(), "s3cret pass");
    assert!(!format!("{key:?}").contains("s3cret"));
    for bad in ["", "  ", "a\nb", "pässwort"] {
        assert!(GatewayKey::parse(bad).is_none(), "{bad:?}");
    }
}
