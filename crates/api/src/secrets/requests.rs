//! Masks the requests of n8n, field by field.

use common::journal::NewJournalErreurRequest;
use common::rappel::{CompleteActionRequest, ReportProgressRequest};

use super::Mask;

/// A request that can mask its secrets.
pub trait Masked: Sized {
    /// Returns the request with its secrets masked.
    #[must_use]
    fn masked(self, mask: &Mask) -> Self;
}

impl Masked for CompleteActionRequest {
    /// Masks only our own secrets in results: a link may need its token.
    fn masked(self, mask: &Mask) -> Self {
        let own = |text: Option<String>| text.map(|text| mask.own(&text));
        let free = |text: Option<String>| text.map(|text| mask.text(&text));
        Self {
            id_conversion: self.id_conversion,
            success: self.success,
            numero_dossier: own(self.numero_dossier),
            lien_dossier_drive: own(self.lien_dossier_drive),
            numero_devis: own(self.numero_devis),
            lien_devis: own(self.lien_devis),
            lien_formulaire: own(self.lien_formulaire),
            objet: own(self.objet),
            contenu: own(self.contenu),
            message_id: own(self.message_id),
            workflow_id: free(self.workflow_id),
            execution_id: free(self.execution_id),
            message_erreur: free(self.message_erreur),
            nom_noeud: free(self.nom_noeud),
        }
    }
}

impl Masked for ReportProgressRequest {
    fn masked(self, mask: &Mask) -> Self {
        Self { etape: mask.text(&self.etape), ..self }
    }
}

impl Masked for NewJournalErreurRequest {
    fn masked(self, mask: &Mask) -> Self {
        Self {
            nom_workflow: mask.text(&self.nom_workflow),
            nom_noeud: self.nom_noeud.map(|text| mask.text(&text)),
            message_erreur: mask.text(&self.message_erreur),
            donnees_entree: self.donnees_entree.map(|donnees| mask.json(donnees)),
            severite: self.severite,
        }
    }
}
