//! Which requests are forwarded, and under which address: that of their operation, written anew, so
//! that nothing of how it was spelled reaches the upstream.

use axum::http::{Uri, request::Parts};
use segdeck_core::{
    endpoint::{Operation, PathParameters, Route},
    url, wire,
};

use crate::refusal::Refusal;

/// A request that may be forwarded.
#[derive(Debug)]
pub struct Call {
    pub operation: Operation,
    /// Whether only the head of the answer is asked for.
    pub is_head: bool,
    /// Path and query.
    pub target: String,
}

/// Finds the operation of a request.
pub fn route(parts: &Parts) -> Result<Call, Refusal> {
    let path = parts.uri.path();
    let is_head = parts.method.as_str() == "HEAD";
    let method = match parts.method.as_str() {
        "HEAD" => Some(wire::Method::Get),
        name => wire::Method::from_name(name),
    };
    // No operation is put: what is possible there comes as the methods that are.
    let (operation, parameters) = match Operation::route(method.unwrap_or(wire::Method::Put), path)
    {
        Route::Found(operation, parameters) if is_forwarded(operation) => (operation, parameters),
        Route::MethodNotAllowed(methods) => {
            let names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
            return Err(Refusal::method_not_allowed(
                format!("{} is not possible here.", parts.method),
                names.join(", "),
            ));
        }
        Route::Found(..) | Route::NotFound => {
            return Err(Refusal::not_found(
                "The gateway does not forward this operation.",
            ));
        }
    };
    let path = write_path(operation, &parameters)?;
    let query = read_query(&parts.uri)?;
    let target = if query.is_empty() {
        path
    } else {
        format!("{path}?{}", url::write_query(&query))
    };
    Ok(Call {
        operation,
        is_head,
        target,
    })
}

/// Whether the dashboard uses an operation. It never manages projects, environments or access
/// tokens, so a gateway's key cannot be used for that, whatever the token may do.
pub fn is_forwarded(operation: Operation) -> bool {
    match operation {
        Operation::ListSegments
        | Operation::CreateSegment
        | Operation::GetSegment
        | Operation::PatchSegment
        | Operation::DeleteSegment
        | Operation::GetExpiringTargets
        | Operation::PatchExpiringTargets
        | Operation::GetExpiringUserTargets
        | Operation::PatchExpiringUserTargets
        | Operation::UpdateContextTargets
        | Operation::GetContextMembership
        | Operation::UpdateUserTargets
        | Operation::GetUserMembership
        | Operation::CreateExport
        | Operation::GetExport
        | Operation::GetExportFile
        | Operation::CreateImport
        | Operation::GetImport
        | Operation::EvaluateSegments
        | Operation::ListProjects
        | Operation::GetProject
        | Operation::ListEnvironments
        | Operation::GetEnvironment
        | Operation::ListContextKinds
        | Operation::ListContextAttributes
        | Operation::ListContextAttributeValues
        | Operation::SearchContexts
        | Operation::GetContexts
        | Operation::ListTags
        | Operation::ListAuditLog
        | Operation::SearchAuditLog
        | Operation::GetAuditLogEntry
        | Operation::ListFlags
        | Operation::GetFlag
        | Operation::ListApprovalRequests
        | Operation::CreateApprovalRequest
        | Operation::GetApprovalRequest
        | Operation::DeleteApprovalRequest
        | Operation::ApplyApprovalRequest
        | Operation::ReviewApprovalRequest
        | Operation::GetApprovalSettings
        | Operation::GetCallerIdentity => true,
        Operation::CreateProject
        | Operation::DeleteProject
        | Operation::CreateEnvironment
        | Operation::PatchEnvironment
        | Operation::DeleteEnvironment
        | Operation::ListTokens
        | Operation::GetToken
        | Operation::GetVersions
        | Operation::GetRoot => false,
    }
}

/// Whether an operation's answers can have projects or environments in them, and so their keys. An
/// entry of the audit log tells what such a thing was before and after.
pub fn may_tell_secrets(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::ListProjects
            | Operation::GetProject
            | Operation::ListEnvironments
            | Operation::GetEnvironment
            | Operation::ListAuditLog
            | Operation::SearchAuditLog
            | Operation::GetAuditLogEntry
            | Operation::ListApprovalRequests
            | Operation::CreateApprovalRequest
            | Operation::GetApprovalRequest
            | Operation::ApplyApprovalRequest
            | Operation::ReviewApprovalRequest
            | Operation::GetApprovalSettings
    )
}

fn write_path(operation: Operation, parameters: &PathParameters) -> Result<String, Refusal> {
    let mut values = Vec::new();
    for part in operation.path().split('/') {
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            continue;
        };
        let value = parameters.get(name);
        if !is_plain(name, value) {
            return Err(Refusal::not_found(format!(
                "The part {name} of the path is not forwarded: it could lead elsewhere."
            )));
        }
        values.push(value);
    }
    Ok(operation.request(&values).path)
}

/// Whether a parameter stays one part of the path, even for a server that decodes it twice or takes
/// an encoded slash for a slash.
fn is_plain(name: &str, value: &str) -> bool {
    // The keys of contexts, and the names of their attributes, are whatever a user chose, even with
    // a line's end.
    let is_free = matches!(name, "contextKey" | "userKey" | "key" | "attributeName");
    let mut text = value.to_owned();
    loop {
        let is_safe = !text.contains('\0')
            && text
                .split(['/', '\\'])
                .all(|piece| !matches!(piece, "." | ".."));
        let is_odd = |letter: char| letter.is_control() || matches!(letter, '/' | '\\');
        if !is_safe || !is_free && text.contains(is_odd) {
            return false;
        }
        match url::decode(&text) {
            Some(decoded) if decoded != text => text = decoded,
            _ => return true,
        }
    }
}

fn read_query(uri: &Uri) -> Result<Vec<(String, String)>, Refusal> {
    url::read_query(uri.query().unwrap_or_default()).ok_or_else(|| {
        Refusal::bad_request(
            "The query cannot be read: encode each byte of UTF-8 as % and two hexadecimal digits.",
        )
    })
}

#[cfg(test)]
mod tests {
    use axum::{http::Request, response::IntoResponse};

    use super::*;

    fn try_route(method: &str, target: &str) -> Result<String, u16> {
        let request = Request::builder().method(method).uri(target).body(());
        let (parts, ()) = request.unwrap().into_parts();
        match route(&parts) {
            Ok(call) => Ok(call.target),
            Err(refusal) => Err(refusal.into_response().status().as_u16()),
        }
    }

    #[test]
    fn a_path_is_written_anew() {
        for (target, expected) in [
            (
                "/api/v2/segments/p/e?limit=5&filter=a+b",
                "/api/v2/segments/p/e?limit=5&filter=a%20b",
            ),
            ("/api/v2/segments/%70/e/s%2Ex", "/api/v2/segments/p/e/s.x"),
            (
                "/api/v2/segments/p/e/s;a=b",
                "/api/v2/segments/p/e/s%3Ba%3Db",
            ),
            (
                "/api/v2/segments/p/e/s/contexts/a%2Fb%20%40",
                "/api/v2/segments/p/e/s/contexts/a%2Fb%20%40",
            ),
            (
                "/api/v2/segments/p/e/s/contexts/a%0ab",
                "/api/v2/segments/p/e/s/contexts/a%0Ab",
            ),
            (
                "/api/v2/segments/p/e/s/contexts/DOMAIN%5Cann",
                "/api/v2/segments/p/e/s/contexts/DOMAIN%5Cann",
            ),
            (
                "/api/v2/segments/p/e/s/contexts/100%25",
                "/api/v2/segments/p/e/s/contexts/100%25",
            ),
        ] {
            assert_eq!(
                try_route("GET", target).as_deref(),
                Ok(expected),
                "{target}"
            );
        }
        assert_eq!(
            try_route("HEAD", "/api/v2/tags").as_deref(),
            Ok("/api/v2/tags")
        );
    }

    #[test]
    fn paths_that_could_lead_elsewhere_are_refused() {
        for target in [
            "/api/v2/segments/p/e/..",
            "/api/v2/segments/p/e/%2e%2e",
            "/api/v2/segments/p/e/%252e%252E",
            "/api/v2/segments/p/e/.",
            "/api/v2/segments/../e/s",
            "/api/v2/segments/p%2f..%2ftokens/e",
            "/api/v2/segments/p/e/a%2fb",
            "/api/v2/segments/p/e/a%5cb",
            "/api/v2/segments/p/e/a\\b",
            "/api/v2/segments/p/e/a%252fb",
            "/api/v2/segments/p/e/a%00",
            "/api/v2/segments/p/e/a%0d%0ab",
            "/api/v2/segments/p/e/s/contexts/..%2f..%2fx",
            "/api/v2/segments/p/e/s/contexts/a%5c..%5cx",
            "/api/v2/segments/p/e/s/contexts/a%252f..%252fx",
            "/api/v2/segments/p/e/s/contexts/a%00",
        ] {
            assert_eq!(try_route("GET", target), Err(404), "{target}");
        }
        for target in [
            "/api/v2//segments/p/e",
            "//api/v2/segments/p/e",
            "/api/v2/segments/p//s",
            "/api/v2/segments/p/e/",
            "/api/v2/%73egments/p/e",
            "/api/v2/segments/p/e/%zz",
            "/api/v2/segments/p/e/%ff",
            "/api/v2/./segments/p/e",
            "/api/v2/x/../segments/p/e",
            "/api/v2/members",
            "/api/v2/tokens",
            "/api/v2",
            "/api/v2/openapi.json",
            "/internal/x",
        ] {
            assert_eq!(try_route("GET", target), Err(404), "{target}");
        }
        assert_eq!(try_route("GET", "/api/v2/tags?a=%zz"), Err(400));
    }

    #[test]
    fn the_operation_decides_and_not_the_method() {
        for (method, target, status) in [
            ("POST", "/api/v2/projects", 404),
            ("DELETE", "/api/v2/projects/p", 404),
            ("POST", "/api/v2/projects/p/environments", 404),
            ("PATCH", "/api/v2/projects/p/environments/e", 404),
            ("POST", "/api/v2/tokens", 405),
            ("PUT", "/api/v2/segments/p/e/s", 405),
            ("POST", "/api/v2/segments/p/e/s", 405),
            ("OPTIONS", "/api/v2/segments/p/e/s", 405),
            ("TRACE", "/api/v2/tags", 405),
            ("get", "/api/v2/tags", 405),
        ] {
            assert_eq!(try_route(method, target), Err(status), "{method} {target}");
        }
    }

    #[test]
    fn every_operation_that_is_forwarded_is_so_by_its_own_path() {
        for operation in Operation::ALL.iter().copied() {
            let request = operation.request(&["a", "b", "c", "d"]);
            let routed = try_route(request.method.as_str(), &request.path);
            let expected = if is_forwarded(operation) {
                Ok(request.path)
            } else {
                Err(404)
            };
            assert_eq!(routed, expected, "{operation:?}");
        }
    }
}
