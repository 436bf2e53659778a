//! The contract's cases through the npm package: what its client makes of each request has the same
//! results as the request itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use contract_replay::{Answer, Call, Http, Target, exchange};
use segdeck_core::UnixMillis;
use segdeck_server::{Clock, Options, start};

use crate::{START, root};

/// The features that are about the operations of the package.
const FEATURES: [&str; 14] = [
    "access",
    "approvals",
    "create",
    "evaluation",
    "expirations",
    "formats",
    "json-patch",
    "list",
    "memberships",
    "read-delete",
    "semantic-rules",
    "semantic-targets",
    "transfers",
    "user-expirations",
];

/// Which way a request took: `outside`, `refused OPERATION` or `called OPERATION`.
const WAY: &str = "Segdeck-Package";
/// The operations of the Segments API.
const OPERATIONS: usize = 18;

/// `tests/package/contract/bridge.mjs`, ended with this value.
struct Bridge {
    process: Child,
    address: SocketAddr,
}

impl Bridge {
    fn start() -> Self {
        let mut process = Command::new("node")
            .arg(root().join("tests/package/contract/bridge.mjs"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let printed = process.stdout.take().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap();
        Self {
            address: address.parse().unwrap(),
            process,
        }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A sandbox behind the package.
struct Package<'a> {
    direct: Http,
    bridge: &'a Bridge,
    upstream: String,
    ways: &'a mut Ways,
}

/// How many requests took a way, and which operations answered well.
#[derive(Default)]
struct Ways {
    counts: BTreeMap<String, usize>,
    fulfilled: BTreeSet<String>,
}

impl Target for Package<'_> {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        let mut asked = call.clone();
        asked
            .headers
            .push(("Segdeck-Upstream".to_owned(), self.upstream.clone()));
        let answer = exchange(self.bridge.address, &asked)?;
        let way = answer.header(WAY).ok_or_else(|| {
            let text = String::from_utf8_lossy(&answer.body);
            format!("{} {}: {text}", call.method, call.target)
        })?;
        let (way, operation) = way.split_once(' ').unwrap_or((way, ""));
        *self.ways.counts.entry(way.to_owned()).or_default() += 1;
        if way == "called" && answer.status < 300 {
            self.ways.fulfilled.insert(operation.to_owned());
        }
        Ok(answer)
    }

    fn now(&self) -> i64 {
        self.direct.now()
    }

    fn advance(&mut self, millis: i64) -> Result<(), String> {
        self.direct.advance(millis)
    }
}

#[test]
#[ignore = "needs Node.js and the package; `cargo xtask test package` runs it"]
fn everything_through_the_package() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bridge = Bridge::start();
    let mut ways = Ways::default();
    for file in FEATURES {
        let options = Options {
            clock: Clock::Manual(UnixMillis(START)),
            ..Options::default()
        };
        let sandbox = runtime.block_on(start(options)).unwrap();
        let mut target = Package {
            direct: Http::new(sandbox.address(), START).unwrap(),
            bridge: &bridge,
            upstream: sandbox.url(),
            ways: &mut ways,
        };
        crate::replay(file, &mut target);
        runtime.block_on(sandbox.stop());
    }
    println!("{:?} {:?}", ways.counts, ways.fulfilled);
    assert_eq!(ways.fulfilled.len(), OPERATIONS, "{:?}", ways.fulfilled);
    // So that the package is asked, and not only what stands behind it.
    assert!(ways.counts["called"] > 2 * ways.counts["outside"]);
    assert!(ways.counts["refused"] > 50);
}
