// Boards to try the page with: the example's notes, many notes, and notes that would do harm.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const example = fileURLToPath(new URL("../../examples/kubecon-india-2024/notes.csv", import.meta.url));
const START = Date.parse("2024-12-11T09:30:00Z");

/** Rows of a CSV file of two columns. */
function rows(text) {
  const found = [];
  for (const line of text.trim().split("\n").slice(1)) {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1].replace(/^"|"$/g, "").replaceAll('""', '"'));
    found.push(cells.slice(0, 2));
  }
  return found;
}

const id = (n) => (n * 2654435761 % 4294967296).toString(16).padStart(8, "0");
const folded = (name) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

export const note = (n, text, cluster = null, more = {}) => ({
  id: id(n + 1), text, cluster: cluster && folded(cluster), parked: false, merged: null, number: n + 10, url: `https://github.com/todogroup/governance/issues/${n + 10}`,
  written: new Date(START + n * 20_000).toISOString(), pending: false, ...more,
});

export const cluster = (name, number, more = {}) => ({
  id: folded(name), name, about: null, number, url: `https://github.com/todogroup/governance/issues/${number}`, why: null, votes: null, rank: null, chosen: false, pending: false, ...more,
});

const PARTS = [["Welcome, and how this works", 10, ""], ["Write notes", 12, "Begin each with “How might we …”. One idea, one note."], ["Group the notes", 13, "Move what belongs together into one group, and give it a name."], ["Vote", 20, "👍 on up to two groups."], ["Result and recommendations", 5, ""]];

/** The agenda around an instant, so that its second part is on with six minutes to go. */
function agenda(now) {
  let at = now - (10 + 6) * 60_000;
  return PARTS.map(([title, minutes, text]) => {
    const starts = at;
    at += minutes * 60_000;
    return { title, starts: new Date(starts).toISOString(), ends: new Date(at).toISOString(), text };
  });
}

/** A QR code's look: finders and a pattern. No scanner reads it; the real one is the server's. */
function pattern(size = 29) {
  let path = "";
  const finder = (x, y) => `M${x} ${y}h7v7h-7zM${x + 1} ${y + 1}v5h5v-5zM${x + 2} ${y + 2}h3v3h-3z`;
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const corner = (x < 8 && y < 8) || (x > size - 9 && y < 8) || (x < 8 && y > size - 9);
      if (!corner && (x * 7 + y * 13 + ((x * y) % 5)) % 3 === 0) path += `M${x} ${y}h1v1h-1z`;
    }
  return { size, path: finder(0, 0) + finder(size - 7, 0) + finder(0, size - 7) + path };
}

export function state(changes = {}, now = Date.now()) {
  return {
    session: {
      id: "kubecon-india-2024", title: "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024", format: "How might we", place: "New Delhi, India", date: "2024-12-11", day: "Wednesday, 11 December 2024", timezone: "Asia/Kolkata",
      stem: "How might we", prompts: ["How might we bring open source further in our organizations?"], private: true, issue: "https://github.com/todogroup/governance/issues/1",
      join: { url: "https://github.com/todogroup/governance/issues/new?template=note.yml", short: "github.com/todogroup/governance/issues/1", qr: pattern() },
    },
    stage: "affinity", editable: true, agenda: agenda(now), clusters: [], notes: [],
    vote: { open: false, closes: new Date(now + 30 * 60_000).toISOString(), how: "👍 on the issue of each group that you want to go on with: two at most. Other reactions do not count.", each: 2, unit: "votes", voters: null, hidden: true, hindrance: null },
    report: null, version: 1, now: new Date(now).toISOString(), screen: "board", follows: true, revealed: false, part: 1, timer: null,
    heard: new Date(now - 12_000).toISOString(), trouble: null, budget: { spent: 48, of: 600 }, ...changes,
  };
}

/** The example: its thirteen notes in five clusters. `placed`: how many of them are in theirs. */
export function kubecon(changes = {}, placed = 13) {
  const all = rows(readFileSync(example, "utf8"));
  const names = [...new Set(all.map(([, name]) => name))];
  return state({ clusters: names.map((name, index) => cluster(name, 30 + index)), notes: all.map(([text, name], index) => note(index, text, index < placed ? name : null)), ...changes });
}

const VOTES = [4, 14, 1, 19, 5];
/** The example with its vote counted. */
export function counted(changes = {}) {
  const board = kubecon({ ...changes, vote: state().vote });
  const order = [...VOTES].sort((a, b) => b - a);
  board.clusters = board.clusters.map((one, index) => ({ ...one, votes: VOTES[index], rank: order.indexOf(VOTES[index]) + 1, chosen: VOTES[index] >= 14 }));
  board.vote = { ...board.vote, hidden: false, voters: 26, ...changes.vote };
  if (board.stage === "closed") {
    // The last part is on, and the vote was closed before it.
    const last = board.agenda.at(-1), shift = Date.now() + 120_000 - Date.parse(last.ends);
    for (const part of board.agenda) for (const end of ["starts", "ends"]) part[end] = new Date(Date.parse(part[end]) + shift).toISOString();
    board.part = board.agenda.length - 1;
    board.vote.closes = last.starts;
  }
  return { ...board, revealed: true, editable: false };
}

const TOPICS = ["Security", "Collaboration and Engagements", "Managing OSS Best Practices", "Product Roadmap / Engineering", "Starting and Structuring OSPOs", "Funding", "Licences and Compliance", "Community Health",
  "Documentation for Newcomers", "Mentoring", "Release Engineering and Long Term Support", "Artificial Intelligence", "Events and Meetups in Smaller Cities", "Translation", "Accessibility", "Working Upstream with Universities",
  "Sustainability", "Metrics that Help Nobody Game Them", "Governance", "Public Sector and Digital Public Goods", "Inner Source", "Hiring and Careers", "Sharing Tools between Teams and Projects", "Standards"];
const VERBS = ["find", "share", "measure", "explain", "shorten", "pay for", "review", "document", "hand over", "learn from"];
const THINGS = ["what our maintainers need", "the dependencies that nobody looks after", "time for upstream work", "the way decisions are made", "first contributions of students", "reports of vulnerabilities before they are public", "licences of models and data", "mentoring across time zones", "what users never tell us"];

/** So many notes in so many clusters, always the same. */
export function crowd(count, topics = 8, changes = {}) {
  const names = Array.from({ length: topics }, (_, n) => `${TOPICS[n % TOPICS.length]}${n < TOPICS.length ? "" : ` ${1 + Math.floor(n / TOPICS.length)}`}`);
  const notes = [];
  for (let n = 0; n < count; n += 1) notes.push(note(n, `How might we ${VERBS[n % 10]} ${THINGS[(n * 7 + Math.floor(n / 10)) % 9]}${n % 4 ? "" : " while everybody has a job beside it"}?`, names[(n * 5 + Math.floor(n / 16)) % names.length]));
  return state({ clusters: names.map((name, index) => cluster(name, 30 + index)), notes, ...changes });
}

/** A vote counted on so many clusters. `motion`: for, against and abstaining. */
export function polled(topics, { notes = topics * 4, open = true, motion = false } = {}) {
  const board = crowd(notes, topics, { stage: open ? "voting" : "closed", editable: false, revealed: true });
  const votes = board.clusters.map((_, n) => 1 + ((n * 37 + 11) % (topics * 3)));
  const order = [...votes].sort((a, b) => b - a);
  board.clusters = board.clusters.map((one, n) => ({ ...one, votes: votes[n], rank: order.indexOf(votes[n]) + 1, chosen: order.indexOf(votes[n]) < 3, ...(motion ? { against: (n * 5) % 16, abstain: n % 4 } : {}) }));
  board.vote = { ...board.vote, open, hidden: false, voters: 41, unit: motion ? "yes-votes" : "votes" };
  return board;
}

/** What somebody might write who means harm, and what only looks like it. */
export const HOSTILE = [
  "<img src=x onerror=\"document.title='owned';alert(1)\">",
  "<script>alert('note')</script>",
  "</span></li></ul><iframe src=https://evil.example/></iframe>",
  "<svg onload=alert(1)><a href=javascript:alert(1)>press</a>",
  "\"><style>*{display:none}</style>",
  "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= alert(1) %>",
  "[press](javascript:alert(1)) ![](https://evil.example/pixel.png)",
  "\u202Egnp.exe\u202C and \u2066unclosed \u2067isolates",
  "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(12),
  "https://evil.example/" + "a".repeat(400),
  "Z\u0351\u036b\u0343a\u0368\u0300l\u0334\u0321g\u0337o\u0321".repeat(20),
  "👩‍👩‍👧‍👦".repeat(60),
  "\u0000\u0007\u001b[31mred\u001b[0m",
  "كيف يمكننا أن نجعل المشاركة في المشاريع المفتوحة أسهل للجميع؟ (v1.2)",
];

export function hostile(changes = {}) {
  const names = ["<b>bold</b>", "شفافية القرارات"];
  const board = state({ clusters: names.map((name, index) => cluster(name, 40 + index)), ...changes });
  board.session = { ...board.session, title: "<h1 onclick=alert(1)>Title</h1>", place: "<img src=//evil.example/p>", prompts: ["<script>alert(2)</script>"], stem: "", issue: "javascript:alert(3)", join: { url: "javascript:alert(4)", short: "<i>short</i>", qr: { size: 21, path: "M0 0h7v7h-7z\"/><script>alert(5)</script>" } } };
  board.agenda = board.agenda.map((part) => ({ ...part, title: "<u>part</u>", text: "<script>alert(6)</script>" }));
  board.vote = { ...board.vote, how: "<img src=x onerror=alert(7)>" };
  board.report = { url: "javascript:alert(8)", merged: false };
  board.notes = HOSTILE.map((text, index) => note(index, text, index % 3 === 2 ? null : names[index % 2], index === 1 ? { url: "javascript:alert(9)" } : {}));
  return board;
}

const ARABIC = ["كيف يمكننا أن نجعل أول مساهمة أسهل للطلاب؟", "كيف يمكننا أن نشرح قرارات المشروع لمن لم يحضر الاجتماع؟", "كيف نشارك ما تعلمناه مع فرق أخرى (مثل CNCF وTODO)؟", "كيف نموّل العمل على المكتبات التي يعتمد عليها الجميع؟", "كيف نقلل زمن مراجعة طلبات الدمج إلى أقل من 48 ساعة؟", "كيف نحمي أسماء من لا يريدون الظهور؟", "How might we translate the guide into Arabic, اللغة العربية, first?"];

/** Notes in Arabic script, between two in Latin. */
export function arabic(changes = {}) {
  const names = ["شفافية القرارات", "المساهمون الجدد", "Funding"];
  const board = state({ clusters: names.map((name, index) => cluster(name, 30 + index)), notes: ARABIC.map((text, index) => note(index, text, names[index % 3])), ...changes });
  board.session = { ...board.session, stem: "", title: "لقاء المصادر المفتوحة — القاهرة", place: "القاهرة" };
  return board;
}
