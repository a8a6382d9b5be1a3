//! The messages of the mailbox's test, as mail programs write them (RFC 5322, RFC 2045 to 2047).

use std::fmt::Write as _;

/// Address of the school.
pub(super) const SCHOOL: &str = "admissions@ecole.example";
/// Number of exchanges of five messages: the person, then the school and the person in turn.
pub(super) const THREADS: usize = 20;
/// Number of messages of an exchange.
const TURNS: usize = 5;
/// Number of people who write once.
pub(super) const SINGLES: usize = 100;
/// Number of messages to take.
pub(super) const EXPECTED: usize = THREADS * TURNS + SINGLES;
/// Number of messages of each category to leave out.
pub(super) const LEFT_OUT: usize = 10;
/// Number of people who oppose any contact.
pub(super) const OPPOSED: usize = 5;

/// A message: its identifier, and its bytes.
pub(super) struct Letter {
    /// Message-ID, without angle brackets.
    pub(super) id: String,
    /// Header and body.
    pub(super) bytes: Vec<u8>,
}

/// Writes a message.
fn letter(id: &str, headers: &[&str], body: &[u8]) -> Letter {
    let mut text = format!("Message-ID: <{id}>\r\n");
    for header in headers {
        let _ = write!(text, "{header}\r\n");
    }
    let mut bytes = (text + "\r\n").into_bytes();
    bytes.extend_from_slice(body);
    Letter { id: id.to_owned(), bytes }
}

/// Returns the messages to take, in the order in which they were sent.
pub(super) fn wanted() -> Vec<Letter> {
    let turns = (0..TURNS).flat_map(|turn| (0..THREADS).map(move |thread| exchange(thread, turn)));
    turns.chain((0..SINGLES).map(single)).collect()
}

/// Writes one message of an exchange; the school writes every second one.
fn exchange(thread: usize, turn: usize) -> Letter {
    let id = |turn: usize| format!("fil-{thread}-{turn}@exemple.example");
    let person = format!("=?UTF-8?Q?No=C3=A9mie?= Fil{} <fil-{thread}@exemple.example>", letters(thread));
    let (from, to) = if turn.is_multiple_of(2) {
        (person, SCHOOL.to_owned())
    } else {
        (format!("Admissions <{SCHOOL}>"), person)
    };
    let mut headers = vec![
        format!("From: {from}"),
        format!("To: {to}"),
        format!("Subject: {}Fil {thread}", if turn == 0 { "" } else { "Re: " }),
        format!("Date: Sun, 1 Nov 2026 {:02}:{:02}:00 +0100", 8 + turn, thread),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
    ];
    if turn > 0 {
        headers.push(format!("In-Reply-To: <{}>", id(turn - 1)));
        headers.push(format!("References: <{}> <{}>", id(0), id(turn - 1)));
    }
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    letter(&id(turn), &headers, format!("Message {turn} de l’échange {thread}.").as_bytes())
}

/// Writes the only message of a person, in one of four forms.
fn single(rank: usize) -> Letter {
    let (id, address) = (format!("seul-{rank}@exemple.example"), format!("seul-{rank}@exemple.example"));
    let name = letters(rank);
    let to = format!("To: {SCHOOL}");
    let date = format!("Date: Mon, 2 Nov 2026 10:{:02}:{:02} +0100", rank / 60, rank % 60);
    let with = |from: &str, rest: &[&str], body: &[u8]| {
        let headers = [&[from, to.as_str(), date.as_str(), "MIME-Version: 1.0"], rest].concat();
        letter(&id, &headers, body)
    };
    match rank % 4 {
        // A subject of two encoded words, and a body in another character set.
        0 => with(
            &format!("From: \"Zoé Seul{name}\" <{address}>"),
            &[
                "Subject: =?ISO-8859-1?Q?R=E9ponse_=E0?= =?UTF-8?B?IHZvdHJlIGFubm9uY2Ug8J+Sjg==?=",
                "Content-Type: text/plain; charset=iso-8859-1",
                "Content-Transfer-Encoding: base64",
            ],
            // "Été à Besançon" in ISO-8859-1.
            b"yXTpIOAgQmVzYW7nb24=\r\n",
        ),
        // A body in HTML alone.
        1 => with(
            &format!("From: SEUL{} Paul <{address}>", name.to_uppercase()),
            &["Subject: HTML", "Content-Type: text/html; charset=utf-8"],
            "<html><head><style>p { color: red }</style></head><body><p>Bonjour&nbsp;à <b>vous</b></p></body></html>"
                .as_bytes(),
        ),
        // An attachment.
        2 => with(
            &format!("From: \"Seul{name}, Inès\" <{address}>"),
            &["Subject: CV", "Content-Type: multipart/mixed; boundary=limite"],
            ("--limite\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoici mon CV.\r\n--limite\r\n\
              Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=cv.pdf\r\n\
              Content-Transfer-Encoding: base64\r\n\r\n"
                .to_owned()
                + &"JVBERi0xLjQK".repeat(500)
                + "\r\n--limite--\r\n")
                .as_bytes(),
        ),
        // No name.
        _ => with(&format!("From: {address}"), &["Subject: Sans nom"], b"Bonjour"),
    }
}

/// Writes a number in letters, for a name.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + (digit - b'0'))).collect()
}

/// Returns the messages to leave out, each with its category.
pub(super) fn unwanted() -> Vec<(&'static str, Letter)> {
    let to = format!("To: {SCHOOL}");
    let kinds: [(&str, &[&str]); 5] = [
        ("LETTRE", &["From: Lettre <lettre@lettre.example>", "List-Id: Promo <promo.lettre.example>"]),
        ("LETTRE", &["From: Envoi <envoi@lettre.example>", "Precedence: bulk"]),
        (
            "RETOUR",
            &[
                "Return-Path: <>",
                "From: Mail Delivery System <mailer-daemon@exemple.example>",
                "Auto-Submitted: auto-replied",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=limite",
            ],
        ),
        (
            "AUTOMATIQUE",
            &["Return-Path: <>", "From: Absent <absent@exemple.example>", "Auto-Submitted: auto-replied"],
        ),
        ("INTERNE", &["From: Admissions <admissions@ecole.example>", "Subject: Note"]),
    ];
    let body = b"--limite\r\nContent-Type: text/plain\r\n\r\nTexte\r\n--limite--\r\n";
    let numbered = kinds.into_iter().enumerate().flat_map(|kind| (0..LEFT_OUT).map(move |rank| (kind, rank)));
    let written = numbered.map(|((number, (category, headers)), rank)| {
        let id = format!("laisse-{number}-{rank}@exemple.example");
        (category, letter(&id, &[headers, &[to.as_str()]].concat(), body))
    });
    written.collect()
}

/// Returns the address of somebody who opposes any contact.
pub(super) fn opposed_address(rank: usize) -> String {
    format!("oppose-{rank}@exemple.example")
}

/// Returns the messages of people who oppose any contact.
pub(super) fn opposed() -> Vec<Letter> {
    let written = (0..OPPOSED).map(|rank| {
        let (from, to) = (format!("From: Opposé <{}>", opposed_address(rank)), format!("To: {SCHOOL}"));
        letter(&format!("oppose-{rank}@exemple.example"), &[&from, &to, "Subject: Stop"], b"Bonjour")
    });
    written.collect()
}
