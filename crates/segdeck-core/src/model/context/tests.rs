use super::*;

fn refused(value: &Value) -> Invalid {
    ContextInstance::from_value(value).unwrap_err()
}

#[test]
fn a_context_keeps_all_its_attributes() {
    let value = json!({
        "kind": "organization", "key": "acme/1", "name": "Acme", "anonymous": true,
        "address": {"city": "Paris"}, "seats": [1, 2.5, "x"], "_meta": {"privateAttributes": ["seats"]}
    });
    let instance = ContextInstance::from_value(&value).unwrap();
    assert_eq!(instance.to_value(), value);
    let context = instance.get("organization").unwrap();
    assert_eq!(context.key, "acme/1");
    assert_eq!(context.name.as_deref(), Some("Acme"));
    assert!(context.anonymous);
    assert_eq!(context.attributes.len(), 2);
    assert!(instance.get("user").is_none());
}

#[test]
fn contexts_of_several_kinds_come_together() {
    let value = json!({"kind": "multi", "user": {"key": "a"}, "org": {"key": "b", "x": 1}});
    let instance = ContextInstance::from_value(&value).unwrap();
    assert_eq!(instance.contexts().len(), 2);
    assert_eq!(instance.to_value(), value);
    let one = json!({"kind": "multi", "org": {"key": "b", "kind": "org"}});
    let single = ContextInstance::from_value(&one).unwrap();
    assert_eq!(single.to_value(), json!({"kind": "org", "key": "b"}));
}

#[test]
fn null_means_not_set() {
    let value = json!({"kind": "user", "key": "a", "name": null, "anonymous": null, "x": null});
    let instance = ContextInstance::from_value(&value).unwrap();
    assert_eq!(instance, Context::new("user", "a").into());
}

#[test]
fn what_is_no_context_is_refused_by_field() {
    for (value, path) in [
        (json!(null), ""),
        (json!([]), ""),
        (json!("ada"), ""),
        (json!({}), "kind"),
        (json!({"key": "a"}), "kind"),
        (json!({"kind": null, "key": "a"}), "kind"),
        (json!({"kind": 5, "key": "a"}), "kind"),
        (json!({"kind": "", "key": "a"}), "kind"),
        (json!({"kind": "kind", "key": "a"}), "kind"),
        (json!({"kind": "a b", "key": "a"}), "kind"),
        (json!({"kind": "user"}), "key"),
        (json!({"kind": "user", "key": null}), "key"),
        (json!({"kind": "user", "key": 5}), "key"),
        (json!({"kind": "user", "key": ""}), "key"),
        (json!({"kind": "user", "key": "a", "name": 5}), "name"),
        (
            json!({"kind": "user", "key": "a", "anonymous": "yes"}),
            "anonymous",
        ),
        (json!({"kind": "user", "key": "a", "_meta": []}), "_meta"),
        (json!({"kind": "multi"}), ""),
        (json!({"kind": "multi", "user": "a"}), "user"),
        (json!({"kind": "multi", "user": {}}), "user/key"),
        (
            json!({"kind": "multi", "key": "a", "user": {"key": "a"}}),
            "key",
        ),
        (json!({"kind": "multi", "a b": {"key": "a"}}), "a b"),
        (json!({"kind": "multi", "multi": {"key": "a"}}), "multi"),
        (
            json!({"kind": "multi", "org": {"kind": "multi", "user": {"key": "a"}}}),
            "org",
        ),
        (
            json!({"kind": "multi", "org": {"kind": "user", "key": "a"}}),
            "org/kind",
        ),
        (
            json!({"kind": "multi", "org": {"key": "a", "anonymous": 1}}),
            "org/anonymous",
        ),
    ] {
        let error = refused(&value);
        assert_eq!(error.path, path, "{value}: {error}");
        assert!(error.reason.ends_with('.'), "{error}");
    }
}

#[test]
fn text_that_is_no_json_is_refused() {
    assert!(ContextInstance::parse(b"").is_err());
    assert!(ContextInstance::parse(b"{\"kind\": ").is_err());
    assert!(ContextInstance::parse(&[b'[', 0xff, b']']).is_err());
    let deep = format!(
        "{{\"kind\":\"user\",\"key\":\"a\",\"x\":{}",
        "[".repeat(100_000)
    );
    assert!(ContextInstance::parse(deep.as_bytes()).is_err());
}

#[test]
fn contexts_are_put_together_one_of_a_kind() {
    let user = Context::new("user", "a")
        .with("x", 5)
        .with("x", Value::Null);
    assert_eq!(user, Context::new("user", "a"));
    let both = ContextInstance::new(vec![user.clone(), Context::new("org", "b")]).unwrap();
    assert_eq!(both.get("org").unwrap().key, "b");
    assert!(ContextInstance::new(Vec::new()).is_err());
    assert_eq!(
        ContextInstance::new(vec![user.clone(), user])
            .unwrap_err()
            .path,
        "user"
    );
    assert!(ContextInstance::new(vec![Context::new("multi", "a")]).is_err());
    assert_eq!(
        ContextInstance::new(vec![Context::new("user", "")])
            .unwrap_err()
            .path,
        "user/key"
    );
}
