//! Blocklist of common and breached passwords, configured by the operator.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use data_encoding::HEXUPPER;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::prepare;
use super::weakness::LENGTH;

/// Maximum number of lines of a password list; each uses 8 bytes of memory.
const LINES: usize = 1_000_000;
/// Maximum length of a line of a hash list, in bytes: 40 digits, a colon, a count and the line break.
const HASH_LINE: u64 = 64;
/// Number of positions at which the order of a hash list is checked when it is opened.
const SAMPLES: u64 = 64;

/// Passwords that nobody may choose. It is cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Blocklist(Option<Arc<List>>);

#[derive(Debug)]
enum List {
    /// Sorted prefixes of the SHA-256 hashes of the passwords.
    Passwords(Vec<u64>),
    /// A file of « Pwned Passwords » ordered by hash. It is searched on disk, because it can be several gigabytes.
    Hashes(PathBuf),
}

impl Blocklist {
    /// Opens the list of `PASSWORD_BLOCKLIST_FILE`: one password per line, or the lines `SHA-1:count` of « Pwned
    /// Passwords ».
    ///
    /// # Errors
    /// The file cannot be read, is too long, or is not ordered by hash.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let list = List::open(path).with_context(|| format!("PASSWORD_BLOCKLIST_FILE {}", path.display()))?;
        Ok(Self(Some(Arc::new(list))))
    }

    /// Returns true when the list contains the password; a password list ignores case.
    ///
    /// # Errors
    /// The file can no longer be read.
    pub(super) fn contains(&self, password: &str) -> anyhow::Result<bool> {
        match self.0.as_deref() {
            None => Ok(false),
            Some(List::Passwords(known)) => Ok(known.binary_search(&key(password)).is_ok()),
            Some(List::Hashes(path)) => {
                let mut hashes = Hashes::open(path)?;
                let forms = [password.to_owned(), password.to_lowercase()];
                forms.iter().try_fold(false, |found, form| Ok(found || hashes.contains(form)?))
            }
        }
    }

    /// Describes the list for the operator.
    pub fn describe(&self) -> Option<String> {
        self.0.as_deref().map(|list| match list {
            List::Passwords(known) => format!("{} passwords", known.len()),
            List::Hashes(_) => "hashes of breached passwords".to_owned(),
        })
    }
}

impl List {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let mut lines = BufReader::new(File::open(path)?);
        let mut first = Vec::new();
        lines.read_until(b'\n', &mut first)?;
        if read_hash(&first).is_some() {
            Hashes::open(path)?.check_order()?;
            return Ok(Self::Hashes(path.to_owned()));
        }
        let lines = std::iter::once(Ok(first)).chain(lines.split(b'\n'));
        let mut known = Vec::new();
        for line in lines {
            let line = line?;
            let typed = SecretString::from(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
            let password = prepare(&typed);
            if LENGTH.contains(&password.expose_secret().chars().count()) {
                ensure!(known.len() < LINES, "holds more than {LINES} passwords");
                known.push(key(password.expose_secret()));
            }
        }
        known.sort_unstable();
        known.dedup();
        Ok(Self::Passwords(known))
    }
}

/// Returns the stored prefix of a password's hash.
fn key(password: &str) -> u64 {
    let hash = Sha256::digest(password.to_lowercase().as_bytes());
    hash.iter().take(8).fold(0, |key, byte| (key << 8) | u64::from(*byte))
}

/// An open list of hashes.
struct Hashes {
    file: File,
    length: u64,
}

/// A line of a list of hashes.
struct Line {
    hash: Vec<u8>,
    start: u64,
    end: u64,
}

impl Hashes {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    /// Fails when a sampled line is not a hash, or when the samples are not in order.
    fn check_order(&mut self) -> anyhow::Result<()> {
        let mut last = Vec::new();
        for sample in 0..SAMPLES {
            // The product is computed in 128 bits, because it can exceed 64.
            let place = u64::try_from(u128::from(self.length) * u128::from(sample) / u128::from(SAMPLES))?;
            let line = self.line_at(place)?;
            ensure!(last <= line.hash, "is not in the order of its hashes");
            last = line.hash;
        }
        Ok(())
    }

    /// Searches the hash of the password by bisection.
    fn contains(&mut self, password: &str) -> anyhow::Result<bool> {
        let wanted = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let line = self.line_at(low.midpoint(high))?;
            match line.hash.as_slice().cmp(wanted.as_ref()) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = line.end,
                std::cmp::Ordering::Greater => high = line.start,
            }
        }
        Ok(false)
    }

    /// Returns the line that contains the byte at `place`.
    fn line_at(&mut self, place: u64) -> anyhow::Result<Line> {
        let from = place.saturating_sub(HASH_LINE);
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        (&self.file).take(place - from + HASH_LINE).read_to_end(&mut bytes)?;
        let at = usize::try_from(place - from)?;
        let start = bytes.iter().take(at).rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let hash = rest.get(..length).and_then(read_hash).context("holds a line that is no SHA-1:count")?;
        let start = from + u64::try_from(start)?;
        Ok(Line { hash, start, end: start + u64::try_from(length)? })
    }
}

/// Parses the hash of a line `SHA-1:count`.
fn read_hash(line: &[u8]) -> Option<Vec<u8>> {
    let (hash, rest) = line.split_at_checked(40)?;
    let count = rest.strip_prefix(b":")?.trim_ascii_end();
    let is_count = !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    HEXUPPER.decode(&hash.to_ascii_uppercase()).ok().filter(|_| is_count)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use super::*;

    fn open(content: &[u8]) -> (anyhow::Result<Blocklist>, tempfile::NamedTempFile) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        (Blocklist::open(Some(file.path())), file)
    }

    fn sha1(password: &str) -> String {
        HEXUPPER.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()).as_ref())
    }

    /// Returns lines of « Pwned Passwords » with these passwords and a thousand other hashes.
    fn hashes(passwords: &[&str], end: &str) -> String {
        let others = (0..1_000).map(|n| sha1(&format!("{n}-un autre")));
        let mut lines: Vec<_> = passwords.iter().map(|password| sha1(password)).chain(others).collect();
        lines.sort();
        lines.iter().enumerate().fold(String::new(), |mut text, (n, hash)| {
            write!(text, "{hash}:{}{end}", n * n * n + 1).unwrap();
            text
        })
    }

    #[test]
    fn a_list_of_passwords_is_compared_in_one_form_and_in_every_case() {
        let (list, _file) =
            open("Le Chat du Bijoutier\r\ncourt\ne\u{301}tabli-e\u{301}tabli\n\u{fffd}\n".as_bytes());
        let list = list.unwrap();
        for (password, is_listed) in [
            ("le chat du bijoutier", true),
            ("LE CHAT DU BIJOUTIER", true),
            ("établi-établi", true),
            ("le chat du bijoutiers", false),
            ("court", false),
        ] {
            assert_eq!(list.contains(password).unwrap(), is_listed, "{password}");
        }
        assert_eq!(list.describe().unwrap(), "2 passwords");
        assert!(!Blocklist::default().contains("le chat du bijoutier").unwrap());
    }

    #[test]
    fn a_list_of_hashes_is_searched_where_it_is() {
        let listed = ["le chat du bijoutier", "Printemps 2026 !", "établi lime"];
        for end in ["\n", "\r\n"] {
            let (list, _file) = open(hashes(&listed, end).as_bytes());
            let list = list.unwrap();
            for password in listed.iter().copied().chain(["0-un autre", "500-un autre", "999-un autre"]) {
                assert!(list.contains(password).unwrap(), "{password}");
            }
            assert!(list.contains("LE CHAT DU BIJOUTIER").unwrap());
            for n in 0..200 {
                assert!(!list.contains(&format!("{n}-aucun")).unwrap(), "{n}");
            }
        }
        let one = format!("{}:7", sha1("le chat du bijoutier"));
        let (list, _file) = open(one.to_lowercase().as_bytes());
        assert!(list.unwrap().contains("le chat du bijoutier").unwrap());
    }

    #[test]
    fn a_list_that_can_not_be_searched_is_refused() {
        let sorted = hashes(&[], "\n");
        let by_count: Vec<_> = sorted.lines().rev().collect();
        let (list, _file) = open(by_count.join("\n").as_bytes());
        assert!(format!("{:#}", list.unwrap_err()).ends_with("is not in the order of its hashes"));
        let (list, _file) = open(format!("{}{}", &sorted[..5_000], "x".repeat(40_000)).as_bytes());
        assert!(format!("{:#}", list.unwrap_err()).ends_with("is no SHA-1:count"));
        let absent = Blocklist::open(Some(Path::new("/nulle/part"))).unwrap_err();
        assert!(format!("{absent:#}").starts_with("PASSWORD_BLOCKLIST_FILE /nulle/part: "), "{absent:#}");
    }
}
