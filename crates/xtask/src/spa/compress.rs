//! Compresses files at build time, so that the server need not.

use std::io::Write as _;

use anyhow::Context as _;
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::{Compression, write::GzEncoder};

/// Compresses with brotli at maximum quality, window 4 MiB. The size depends on the mode and the blocks by half a
/// percent, another way for each file: the smallest result counts.
pub(super) fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    use BrotliEncoderMode::{BROTLI_MODE_FONT as FONT, BROTLI_MODE_GENERIC as GENERIC};
    let mut smallest: Option<Vec<u8>> = None;
    for (mode, lgblock) in [(GENERIC, 0), (GENERIC, 16), (FONT, 16), (FONT, 17)] {
        let params = BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            lgblock,
            mode,
            size_hint: content.len(),
            ..BrotliEncoderParams::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut &content[..], &mut compressed, &params).context("brotli failed")?;
        if smallest.as_ref().is_none_or(|best| compressed.len() < best.len()) {
            smallest = Some(compressed);
        }
    }
    smallest.context("brotli made nothing")
}

/// Compresses with gzip at maximum level, for clients without brotli (plain HTTP outside localhost, old proxies).
pub(super) fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).context("gzip failed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn the_copies_give_the_content_back() {
        let content = "prospect ".repeat(500).into_bytes();
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&content).unwrap()[..]).read_to_end(&mut unzipped).unwrap();
        let mut unbrotlied = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&content).unwrap()[..], &mut unbrotlied).unwrap();
        assert_eq!(unzipped, content);
        assert_eq!(unbrotlied, content);
    }
}
