DROP INDEX conversions_lot;
