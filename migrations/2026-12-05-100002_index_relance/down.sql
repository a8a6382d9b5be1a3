DROP INDEX prospects_relance, prospects_relance_responsable, prospects_sans_suite, prospects_sans_suite_responsable,
    prospects_responsable_date, prospects_source_date;
