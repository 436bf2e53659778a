//! The contract's cases through gateways: what they forward has the same results as without them.

use std::{collections::BTreeMap, net::SocketAddr};

use contract_replay::{Answer, Call, Http, Target, exchange};
use segdeck_core::UnixMillis;
use segdeck_server::{Access, Clock, Gateway, Options, Secret, Upstream, start};

use crate::{START, scene};

/// What a gateway says to an operation that it does not forward.
const NOT_FORWARDED: &str = "The gateway does not forward this operation.";
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A sandbox, with a gateway in front of it for each token. What no gateway forwards, or changes on
/// purpose, goes to the sandbox itself.
struct Gateways {
    direct: Http,
    by_token: BTreeMap<String, SocketAddr>,
    forwarded: usize,
}

impl Gateways {
    fn of(&self, call: &Call) -> Option<SocketAddr> {
        let header = |name: &str| {
            let mut named = call.headers.iter();
            named.find(|(known, _)| known.eq_ignore_ascii_case(name))
        };
        let is_current = header("LD-API-Version")
            .is_none_or(|(_, version)| version == "20240415" || version == "beta");
        let is_plain = header("X-HTTP-Method-Override").is_none() && header("Origin").is_none();
        let (_, token) = header("Authorization")?;
        let gateway = self.by_token.get(token).copied();
        gateway.filter(|_| is_current && is_plain)
    }
}

impl Target for Gateways {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        let Some(gateway) = self.of(call) else {
            return self.direct.send(call);
        };
        let mut asked = call.clone();
        asked
            .headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("Authorization"));
        asked
            .headers
            .push(("Segdeck-Key".to_owned(), KEY.to_owned()));
        let answer = exchange(gateway, &asked)?;
        if String::from_utf8_lossy(&answer.body).contains(NOT_FORWARDED) {
            return self.direct.send(call);
        }
        self.forwarded += 1;
        Ok(answer)
    }

    fn now(&self) -> i64 {
        self.direct.now()
    }

    fn advance(&mut self, millis: i64) -> Result<(), String> {
        self.direct.advance(millis)
    }
}

/// Replays a feature's cases on a sandbox that is started with these options.
pub fn replay(file: &str, options: Options) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime
        .block_on(start(Options {
            clock: Clock::Manual(UnixMillis(START)),
            ..options
        }))
        .unwrap();
    let scene = scene();
    let tokens = [scene.writer, scene.reader, scene.admin, scene.contributor];
    let gateways = tokens.map(|token| {
        let gateway = Gateway::new(
            Upstream::parse(&sandbox.url()).unwrap(),
            Secret::token(&token).unwrap(),
            Access::Key(Secret::key(KEY).unwrap()),
        );
        let options = Options {
            gateway: Some(gateway),
            ..Options::default()
        };
        (token, runtime.block_on(start(options)).unwrap())
    });
    let mut target = Gateways {
        direct: Http::new(sandbox.address(), START).unwrap(),
        by_token: gateways
            .iter()
            .map(|(token, running)| (token.clone(), running.address()))
            .collect(),
        forwarded: 0,
    };
    crate::replay(file, &mut target);
    println!("{file}: {} requests were forwarded", target.forwarded);
    for (_, gateway) in gateways {
        runtime.block_on(gateway.stop());
    }
    runtime.block_on(sandbox.stop());
}
