//! A request of somebody known: what it asks for, and whether they may.

use std::borrow::Cow;

use segdeck_core::{
    Invalid, UnixMillis,
    endpoint::{Operation, PathParameters, Route},
    wire::{Method, Request},
};

use crate::{SandboxError, error::Failure, store::tokens::Caller, versions::ApiVersion};

/// A request whose token is good. What it asks for may still be refused.
#[derive(Debug)]
pub struct Question<'a> {
    pub(crate) caller: Caller,
    /// When the next target expires.
    pub(crate) due: Option<UnixMillis>,
    pub(crate) request: Cow<'a, Request>,
    route: Result<Route, Invalid>,
}

impl<'a> Question<'a> {
    pub(crate) fn new(caller: Caller, due: Option<UnixMillis>, request: &'a Request) -> Self {
        match overridden_method(request) {
            Ok(method) => Self {
                caller,
                due,
                route: Ok(Operation::route(method, &request.path)),
                request: if method == request.method {
                    Cow::Borrowed(request)
                } else {
                    Cow::Owned(Request {
                        method,
                        ..request.clone()
                    })
                },
            },
            Err(invalid) => Self {
                caller,
                due,
                request: Cow::Borrowed(request),
                route: Err(invalid),
            },
        }
    }

    /// The id of the token, which is no secret.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.caller.uid
    }

    /// The operation that is asked for. `None` if there is no such path or method.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        match self.route {
            Ok(Route::Found(operation, _)) => Some(operation),
            _ => None,
        }
    }

    /// What is to be carried out, if the caller may.
    pub(crate) fn admit(&self) -> Result<(Operation, &PathParameters, ApiVersion), SandboxError> {
        let (operation, parameters) = match &self.route {
            Ok(Route::Found(operation, parameters)) => (*operation, parameters),
            Ok(Route::MethodNotAllowed(allowed)) => {
                return Err(SandboxError::from(Failure::MethodNotAllowed {
                    method: self.request.method,
                    path: self.request.path.clone(),
                    allowed: allowed.clone(),
                }));
            }
            Ok(Route::NotFound) => {
                return Err(SandboxError::from(Failure::NotFound(format!(
                    "Nothing is at {}.",
                    self.request.path
                ))));
            }
            Err(invalid) => return Err(invalid.clone().into()),
        };
        self.caller.role.check(operation)?;
        Ok((operation, parameters, ApiVersion::of(&self.request)?))
    }
}

/// For callers that can only `POST`: the header `X-HTTP-Method-Override` names the method.
fn overridden_method(request: &Request) -> Result<Method, Invalid> {
    let Some(name) = request
        .headers
        .get("X-HTTP-Method-Override")
        .filter(|_| request.method == Method::Post)
    else {
        return Ok(request.method);
    };
    match Method::from_name(&name.to_ascii_uppercase()) {
        Some(method @ (Method::Patch | Method::Put | Method::Delete)) => Ok(method),
        _ => Err(Invalid::new(
            "X-HTTP-Method-Override",
            format!("The method {name:?} cannot stand in for POST. Use PATCH, PUT or DELETE."),
        )),
    }
}
