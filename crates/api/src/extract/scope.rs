//! Scopes of keys, as types for the signatures of handlers.

use common::PorteeCle;

/// The scopes of which a key needs one to call an operation.
pub trait Scope: 'static {
    /// Any of these is enough.
    const ONE_OF: &'static [PorteeCle];
}

/// Declares types that implement [`Scope`].
macro_rules! scopes {
    ($($(#[$doc:meta])+ $name:ident: $($portee:ident)|+;)+) => {$(
        $(#[$doc])+
        pub struct $name;

        impl Scope for $name {
            const ONE_OF: &'static [PorteeCle] = &[$(PorteeCle::$portee),+];
        }
    )+};
}

scopes! {
    /// Adds and changes prospects.
    WriteProspects: ProspectsEcrire;

    /// Notes the pieces of candidates' files.
    WriteCandidats: CandidatsEcrire;

    /// Reads records of people.
    ReadProspects: ProspectsLire;

    /// Reads the catalogue, whose codes a program needs to add a prospect.
    ReadCatalogue: ProspectsLire | ProspectsEcrire;

    /// Reports steps and results of actions.
    ReportActions: ActionsRappeler;

    /// Reports errors.
    WriteJournal: JournalEcrire;

    /// Reads the metrics.
    ReadMetrics: MetriquesLire;
}
