//! A file that is being written, on threads that may block.

use std::fs::File;

use super::cell::{Cell, Table, WriteRows};
use super::csv::CsvWriter;
use super::format::Format;
use super::xlsx::XlsxWriter;
use crate::error::{ApiError, ApiResult};

/// A file that is being written. It has no name: it is gone when nobody holds it any more, whatever happens.
pub struct Draft {
    format: Format,
    writer: Box<dyn WriteRows>,
}

impl Draft {
    /// A file with the headers of a table.
    pub(super) async fn create(format: Format, table: &'static Table) -> ApiResult<Self> {
        let writer = blocking(move || -> anyhow::Result<Box<dyn WriteRows>> {
            Ok(match format {
                Format::Csv => Box::new(CsvWriter::create(table)?),
                Format::Xlsx => Box::new(XlsxWriter::create(table)?),
            })
        });
        Ok(Self { format, writer: writer.await? })
    }

    /// Adds rows.
    pub(super) async fn write<R: Send + 'static>(
        mut self,
        rows: Vec<R>,
        cells: fn(&R) -> Vec<Cell>,
    ) -> ApiResult<Self> {
        blocking(move || {
            rows.iter().try_for_each(|row| self.writer.write(&cells(row)))?;
            Ok(self)
        })
        .await
    }

    /// Its format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The whole file and its length.
    pub async fn finish(self) -> ApiResult<(File, u64)> {
        blocking(|| {
            let file = self.writer.finish()?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
        .await
    }
}

/// Runs `work` where it holds nobody up; a full disk is an error of ours like any other.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> ApiResult<T> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}
