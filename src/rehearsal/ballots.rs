//! How people vote in a play, by whatever method the rules have.

use super::RehearsalError;
use super::cast::{Cast, between, later};
use crate::ballot::RoomFile;
use crate::ballot::rules::Method;
use crate::plan::labels;
use crate::text::many;
use jiff::Timestamp;

/// The reactions for the stages of a grid, as REST calls them.
const STAGES: [&str; 6] = ["+1", "heart", "rocket", "hooray", "eyes", "laugh"];

impl Cast {
    /// Everybody votes: mostly two votes, some one, a few three; one comes too late.
    pub(super) async fn vote(
        &mut self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<String, RehearsalError> {
        let mut clusters: Vec<u64> = self
            .numbered(labels::CLUSTER)
            .await?
            .into_iter()
            .map(|(number, _)| number)
            .collect();
        clusters.sort_unstable();
        let method = self.sessions[0].rules.method;
        let weights: Vec<usize> = clusters.iter().map(|_| 1 + self.dice.roll(9)).collect();
        let people = self.set.participants.len();
        let mut votes = 0;
        for index in 0..people {
            self.progress.tell("people vote", index, people);
            // One comes too late, where there are enough others.
            let late = people >= 5 && index + 1 == people;
            let wanted = match self.dice.roll(100) {
                0..10 if !late => 0,
                10..30 => 1,
                90..100 => 3,
                _ => 2,
            };
            let picked = self.pick(&clusters, &weights, wanted);
            let time = |turn: usize| {
                if late {
                    later(to, 60)
                } else {
                    between(from, to, index * 3 + turn, people * 3)
                }
            };
            let who = self.participant(index)?;
            if method == Method::Ranked {
                if picked.is_empty() {
                    continue;
                }
                self.reach(time(0)).await?;
                let order: Vec<String> = picked.iter().map(|number| format!("#{number}")).collect();
                let issue = self.numbered(labels::SESSION).await?;
                let issue = issue.first().map_or(1, |(number, _)| *number);
                let text = format!("/rank {}", order.join(" > "));
                self.browser
                    .comment(&who.token, &self.repository, issue, &text)
                    .await?;
                votes += 1;
                continue;
            }
            for (turn, cluster) in picked.into_iter().enumerate() {
                self.reach(time(turn)).await?;
                let content = self.reaction(method);
                self.browser
                    .react(&who.token, &self.repository, cluster, content)
                    .await?;
                votes += 1;
            }
        }
        let room = if self.count_the_room(&clusters) {
            "; hands in the room are made up"
        } else {
            ""
        };
        let by = many(u64::try_from(people).unwrap_or(0), "person", "people");
        Ok(match method {
            Method::Top | Method::Approval => format!("{votes} 👍 by {by}{room}"),
            Method::Ranked => format!("{votes} ranked ballots by {by}{room}"),
            Method::Motion | Method::Dots | Method::Grid => {
                format!("{votes} reactions by {by}{room}")
            }
        })
    }

    /// What somebody says of a cluster.
    fn reaction(&mut self, method: Method) -> &'static str {
        let stages = self.sessions[0].rules.stages.len();
        match method {
            Method::Top | Method::Approval | Method::Ranked => "+1",
            Method::Motion => ["+1", "+1", "+1", "-1", "eyes"]
                .get(self.dice.roll(5))
                .copied()
                .unwrap_or("+1"),
            Method::Dots => STAGES.get(self.dice.roll(3)).copied().unwrap_or("+1"),
            Method::Grid => STAGES.get(self.dice.roll(stages)).copied().unwrap_or("+1"),
        }
    }

    /// Where the rules have votes in the room and no file holds any yet, makes some up; whether it did.
    fn count_the_room(&mut self, clusters: &[u64]) -> bool {
        let [session] = &mut self.sessions;
        if session.rules.in_room.is_none() || !session.room.is_empty() {
            return false;
        }
        let value = match session.rules.method {
            Method::Top | Method::Approval | Method::Motion | Method::Dots => 1,
            // Only paper can say more than hands.
            Method::Ranked | Method::Grid => {
                session.room.ballots = clusters
                    .iter()
                    .map(|number| vec![(format!("#{number}"), 1)])
                    .collect();
                return true;
            }
        };
        session.room = RoomFile {
            people: 12,
            hands: clusters
                .iter()
                .map(|number| {
                    let hands = u64::try_from(self.dice.roll(12)).unwrap_or(0);
                    (format!("#{number}"), value, hands)
                })
                .collect(),
            ballots: Vec::new(),
        };
        true
    }
}
