//! `folkmoot plan`.

use super::connect::Chosen;
use super::runner::Runner;
use super::{Failure, Said, no_result};
use crate::drive::foresee;
use crate::output::{self, actions};
use crate::plan::stand::State;
use crate::plan::{self, Price};
use serde::Serialize;

#[derive(Serialize)]
struct Shown<'p> {
    changes: Vec<String>,
    notices: &'p [plan::Notice],
    price: Price,
}

pub(super) async fn plan(connection: Chosen, json: bool, runner: &Runner) -> Result<Said, Failure> {
    runner.tell(actions::Page::default);
    let (sessions, access, now) = connection.open()?;
    let (plan, next) = foresee(&sessions, &access, now).await?;
    let read = access.requests();
    runner.tell(|| actions::plan(&sessions, &plan, plan::price(&plan.waves), now));
    let next: Vec<&State> = next.iter().filter(|state| state.next.is_some()).collect();
    Ok(said(&plan, &next, read, json))
}

fn said(plan: &plan::Plan, next: &[&State], read: u64, json: bool) -> Said {
    let price = plan::price(&plan.waves);
    let text = if json {
        let mut price = price;
        price.requests += usize::try_from(read).unwrap_or(0);
        output::json(&Shown {
            changes: plan
                .waves
                .iter()
                .flatten()
                .map(ToString::to_string)
                .collect(),
            notices: &plan.notices,
            price,
        })
    } else {
        output::text::plan(plan, price, read) + &output::text::next(next)
    };
    Said {
        text,
        failure: no_result(&plan.notices),
    }
}
