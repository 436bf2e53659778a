//! Imports and exports of the lists of big segments.

use segdeck_core::{
    SegmentKey,
    endpoint::{CreateExport, CreateImport, GetExport, GetExportFile, GetImport, Place},
    model::{Export, Import},
    wire::Transport,
};

use super::Answer;
use crate::Client;

/// Each of these makes one call; all fail as [`Client::call`] does, and the first of each family
/// with 400 on a standard segment.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Starts to import a file and gives the import's id; `None` where the answer hides it. Fails
    /// with [`crate::ClientError::is_conflict`] while another import runs in the environment.
    pub async fn create_import(&self, call: &CreateImport) -> Answer<Option<String>> {
        self.call(call).await
    }

    /// Asks how an import is getting on.
    pub async fn import(&self, place: &Place, segment: &SegmentKey, id: &str) -> Answer<Import> {
        self.call(&GetImport::new(place.clone(), segment.clone(), id))
            .await
    }

    /// Starts to export the included list and gives the export's id; `None` where the answer hides
    /// it.
    pub async fn create_export(
        &self,
        place: &Place,
        segment: &SegmentKey,
    ) -> Answer<Option<String>> {
        self.call(&CreateExport::new(place.clone(), segment.clone()))
            .await
    }

    /// Asks how an export is getting on.
    pub async fn export(&self, place: &Place, segment: &SegmentKey, id: &str) -> Answer<Export> {
        self.call(&GetExport::new(place.clone(), segment.clone(), id))
            .await
    }

    /// Fetches the file of a complete export of Segdeck's own server, whole: CSV, a key in each
    /// row.
    pub async fn export_file(
        &self,
        place: &Place,
        segment: &SegmentKey,
        id: &str,
    ) -> Answer<Vec<u8>> {
        self.call(&GetExportFile::new(place.clone(), segment.clone(), id))
            .await
    }
}
