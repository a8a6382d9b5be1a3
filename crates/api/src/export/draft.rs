//! Writes an export file on threads that may block.

use std::fs::File;

use futures_util::TryStreamExt as _;

use super::cell::{Cell, Table, WriteRows};
use super::csv::CsvWriter;
use super::format::Format;
use super::xlsx::XlsxWriter;
use crate::db::Batches;
use crate::error::{ApiError, ApiResult};

/// A file in progress. It has no name, so it disappears when its last handle closes, even after a crash.
pub struct Draft {
    format: Format,
    writer: Box<dyn WriteRows>,
}

impl Draft {
    /// Creates a file with the headers of a table.
    pub(super) async fn create(format: Format, table: &'static Table) -> ApiResult<Self> {
        let writer = blocking(move || -> anyhow::Result<Box<dyn WriteRows>> {
            Ok(match format {
                Format::Csv => Box::new(CsvWriter::create(table)?),
                Format::Xlsx => Box::new(XlsxWriter::create(table)?),
            })
        });
        Ok(Self { format, writer: writer.await? })
    }

    /// Adds every row of a reading, batch by batch.
    pub(super) async fn fill<R: Send + 'static>(
        mut self,
        mut rows: Batches<'_, R>,
        cells: fn(&R) -> Vec<Cell>,
    ) -> ApiResult<Self> {
        while let Some(batch) = rows.try_next().await? {
            self = self.write(batch, cells).await?;
        }
        Ok(self)
    }

    async fn write<R: Send + 'static>(mut self, rows: Vec<R>, cells: fn(&R) -> Vec<Cell>) -> ApiResult<Self> {
        blocking(move || {
            rows.iter().try_for_each(|row| self.writer.write(&cells(row)))?;
            Ok(self)
        })
        .await
    }

    /// Returns the format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Completes the file; returns it with its length.
    pub async fn finish(self) -> ApiResult<(File, u64)> {
        blocking(|| {
            let file = self.writer.finish()?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
        .await
    }
}

/// Runs `work` on a blocking thread; an I/O failure such as a full disk becomes a 500.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> ApiResult<T> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}
