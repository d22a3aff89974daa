//! The embedded schema says nothing that GitHub's does not.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, InputValueDefinition, Type};

const TRIMMED: &str = include_str!("../schema/github.graphql");

fn inputs<'a>(
    trimmed: impl Iterator<Item = &'a InputValueDefinition>,
    full: &dyn Fn(&str) -> Option<InputValueDefinition>,
    place: &str,
) {
    for input in trimmed {
        let theirs = full(&input.name).unwrap_or_else(|| panic!("{place}.{}", input.name));
        let types: (&Type, &Type) = (&input.ty, &theirs.ty);
        assert_eq!(types.0, types.1, "{place}.{}", input.name);
        assert_eq!(
            input.default_value, theirs.default_value,
            "{place}.{}",
            input.name
        );
    }
}

fn fields(trimmed: &ExtendedType, full: &ExtendedType) {
    let of = |ty: &ExtendedType| -> Vec<FieldDefinition> {
        match ty {
            ExtendedType::Object(def) => def
                .fields
                .values()
                .map(|field| (***field).clone())
                .collect(),
            ExtendedType::Interface(def) => def
                .fields
                .values()
                .map(|field| (***field).clone())
                .collect(),
            _ => Vec::new(),
        }
    };
    let theirs = of(full);
    for field in of(trimmed) {
        let place = format!("{}.{}", trimmed.name(), field.name);
        let their = theirs.iter().find(|their| their.name == field.name);
        let their = their.unwrap_or_else(|| panic!("GitHub has no {place}"));
        assert_eq!(field.ty, their.ty, "{place}");
        let argument = |name: &str| their.argument_by_name(name).map(|node| (**node).clone());
        inputs(
            field.arguments.iter().map(|node| &**node),
            &argument,
            &place,
        );
        // A required argument must not have been lost.
        for needed in their
            .arguments
            .iter()
            .filter(|argument| argument.is_required())
        {
            assert!(
                field.argument_by_name(&needed.name).is_some(),
                "{place}({})",
                needed.name
            );
        }
    }
}

#[test]
fn the_schema_is_a_subset_of_githubs() {
    let Ok(path) = std::env::var("FAKEHUB_GITHUB_SCHEMA") else {
        eprintln!("skipped: FAKEHUB_GITHUB_SCHEMA does not name GitHub's schema");
        return;
    };
    let trimmed = Schema::parse_and_validate(TRIMMED, "github.graphql").unwrap();
    let full = std::fs::read_to_string(path).unwrap();
    // GitHub's file repeats two fields, so it may have errors.
    let full = match Schema::parse(full, "schema.graphql") {
        Ok(full) => full,
        Err(error) => error.partial,
    };
    for (name, ours) in trimmed.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let theirs = full
            .types
            .get(name)
            .unwrap_or_else(|| panic!("GitHub has no {name}"));
        match (ours, theirs) {
            (ExtendedType::Enum(ours), ExtendedType::Enum(theirs)) => {
                assert!(ours.values.keys().eq(theirs.values.keys()), "{name}");
            }
            (ExtendedType::InputObject(ours), ExtendedType::InputObject(theirs)) => {
                let field = |name: &str| theirs.fields.get(name).map(|node| (***node).clone());
                inputs(ours.fields.values().map(|node| &***node), &field, name);
            }
            (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
            (ExtendedType::Union(ours), ExtendedType::Union(theirs)) => {
                let mut members = ours.members.iter();
                assert!(
                    members.all(|member| theirs.members.contains(member)),
                    "{name}"
                );
            }
            (ours, theirs) => fields(ours, theirs),
        }
    }
}
