//! Fills a database with prospects whose names, cities and addresses are drawn from short lists, so that a search finds
//! as many of them as in a school.

use anyhow::Context as _;

use crate::database::Database;
use crate::fixtures::ANALYZE;

/// Frequent family names.
const NOMS: &str = "Martin,Bernard,Thomas,Petit,Robert,Richard,Durand,Dubois,Moreau,Laurent,Simon,Michel,Lefebvre,Leroy,\
    Roux,David,Bertrand,Morel,Fournier,Girard,Bonnet,Dupont,Lambert,Fontaine,Rousseau,Vincent,Muller,Lefèvre,Faure,\
    André,Mercier,Blanc,Guérin,Boyer,Garnier,Chevalier,François,Legrand,Gauthier,Garcia,Perrin,Robin,Clément,Morin,\
    Nicolas,Henry,Roussel,Mathieu,Gautier,Masson,Marchand,Duval,Denis,Dumont,Marie,Lemaire,Noël,Meyer,Dufour,Meunier,\
    Brun,Blanchard,Giraud,Joly,Rivière,Lucas,Brunet,Gaillard,Barbier,Arnaud,Martinez,Gérard,Roche,Renard,Schmitt,Roy,\
    Leroux,Colin,Vidal,Caron,Picard,Roger,Fabre,Aubert,Lemoine,Renaud,Dumas,Lacroix,Olivier,Philippe,Bourgeois,Pierre,\
    Benoît,Rey,Leclerc,Payet,Rolland,Leclercq,Guillaume,Lecomte";
/// Beginnings, middles and ends of rarer ones.
const DEBUTS: &str = "Bar,Bel,Ber,Bou,Bri,Cas,Cha,Cor,Cré,Dal,Del,Des,Fal,Fer,Gal,Gra,Hau,Jou,Lam,Lar,Mal,Mar,Mon,Mor,\
    Nav,Orl,Pel,Per,Pra,Qué,Ram,Ros,Sal,Ser,Tar,Tré,Val,Ver,Vil,Vol";
const MILIEUX: &str = "ba,be,bi,ca,che,da,de,di,fa,ga,gne,la,le,li,ma,me,mi,na,ne,ni,pa,pe,ra,re,ri,sa,se,si,ta,te,ti,va,ve,\
    vi,vo,za";
const FINS: &str = "ard,at,aud,ault,aut,ay,eau,el,elle,er,ert,et,ette,eux,ez,ier,in,ieu,illon,ois,on,ot,oux,oy,uc,ude,und,\
    ut,veau,zac";
/// Frequent given names.
const PRENOMS: &str = "Marie,Jean,Jeanne,Pierre,Françoise,Michel,Monique,Philippe,Catherine,Alain,Nathalie,Nicolas,Isabelle,\
    Christophe,Sylvie,Patrick,Anne,Daniel,Martine,Bernard,Nicole,Christian,Christine,Éric,Valérie,Frédéric,Sandrine,\
    Laurent,Stéphanie,Stéphane,Véronique,David,Céline,Pascal,Chantal,Sébastien,Patricia,Julien,Caroline,Thierry,Julie,\
    Olivier,Aurélie,Thomas,Sophie,Guillaume,Camille,Alexandre,Émilie,Antoine,Laura,Maxime,Léa,Romain,Manon,Vincent,\
    Marine,Kévin,Pauline,Anthony,Sarah,Jérôme,Mathilde,Bruno,Lucie,Benjamin,Élodie,Mathieu,Audrey,Quentin,Marion,\
    Florian,Charlotte,Hugo,Chloé,Lucas,Emma,Louis,Inès,Arthur,Jade,Gabriel,Louise,Jules,Alice,Adam,Lina,Raphaël,\
    Rose,Léo,Anna,Paul,Mila,Nathan,Agathe,Marc,Clara,Samuel,Anne-Marie,Jean-Pierre";
/// Cities; one prospect in eight lives in the first one.
const VILLES: &str = "Paris,Marseille,Lyon,Toulouse,Nice,Nantes,Montpellier,Strasbourg,Bordeaux,Lille,Rennes,Reims,Toulon,\
    Saint-Étienne,Le Havre,Grenoble,Dijon,Angers,Villeurbanne,Nîmes,Clermont-Ferrand,Le Mans,Aix-en-Provence,Brest,\
    Tours,Amiens,Limoges,Annecy,Perpignan,Metz,Besançon,Orléans,Rouen,Mulhouse,Caen,Nancy,Argenteuil,Saint-Denis,\
    Montreuil,Roubaix";
/// First labels of the domains of their addresses, which do not exist.
const DOMAINES: &str = "gmail,orange,gmail,hotmail,gmail,free,gmail,yahoo,laposte,outlook";

/// Fills the database, unless an earlier run did.
pub(super) async fn fill(database: &Database, prospects: i64) -> anyhow::Result<()> {
    if database.numbers("SELECT count(*) FROM prospects").await? == [prospects] {
        return Ok(());
    }
    eprintln!("filling the database with {prospects} prospects, once");
    database.execute("TRUNCATE prospects CASCADE").await?;
    database.execute(FORMATIONS).await?;
    database.execute(&without_indexes(&insert(prospects))).await.context("prospects")?;
    database.execute("SELECT prospects_effectifs_replier()").await?;
    database.execute(ANALYZE).await
}

const FORMATIONS: &str = "INSERT INTO formations (code, nom, duree_heures, tarif)
    SELECT 'FORMATION_' || n, 'Formation ' || n, 800, 9500 FROM generate_series(0, 8) n ON CONFLICT DO NOTHING";

/// Returns the SQL that inserts prospects. Each draw is a part of the hash of their number, so that every run draws the
/// same people.
fn insert(count: i64) -> String {
    format!(
        "INSERT INTO prospects (nom, prenom, emails, telephones, ville, formation_souhaitee, mode_financement,
            statut_prospect, source, nb_echanges, date_premier_contact, date_dernier_contact)
         WITH lists AS (SELECT {noms} AS noms, {debuts} AS debuts, {milieux} AS milieux, {fins} AS fins,
            {prenoms} AS prenoms, {villes} AS villes, {domaines} AS domaines),
         draws AS (SELECT n, {nom} AS d1, {middle} AS d2, {prenom} AS d3, {city} AS d4, {number} AS d5
            FROM (SELECT n, md5(n::text) AS hash FROM generate_series(1, {count}) n) hashes),
         people AS (SELECT n, d4, d5,
            CASE WHEN d1 % 10 < 6 THEN noms[1 + d1 / 10 % cardinality(noms)]
                 ELSE debuts[1 + d1 / 10 % cardinality(debuts)] || milieux[1 + d2 % cardinality(milieux)]
                    || fins[1 + d2 / 100 % cardinality(fins)] END AS nom,
            prenoms[1 + d3 % cardinality(prenoms)] AS prenom,
            CASE WHEN d4 % 8 = 0 THEN villes[1] ELSE villes[1 + d4 / 8 % cardinality(villes)] END AS ville,
            domaines[1 + d3 / 1000 % cardinality(domaines)] || '.example' AS domaine
            FROM draws, lists)
         SELECT nom, prenom,
            ARRAY[translate(lower(prenom || '.' || nom), 'éèêëàâçïîôûü', 'eeeeaaciiouu') || n || '@' || domaine],
            ARRAY['+336' || lpad((d5 % 100000000)::text, 8, '0')], ville, 'FORMATION_' || n % 9,
            (ARRAY['CPF', 'OPCO', 'REGION', 'PERSONNEL', 'ALTERNANCE', 'FRANCE_TRAVAIL', NULL])[n % 7 + 1],
            (ARRAY['NOUVEAU', 'CONTACTE', 'EN_ECHANGE', 'QUALIFIE', 'PERDU'])[n % 5 + 1], 'EMAIL', n % 40,
            now() - interval '3 years', now() - n * interval '90 seconds'
         FROM people",
        noms = array(NOMS),
        debuts = array(DEBUTS),
        milieux = array(MILIEUX),
        fins = array(FINS),
        prenoms = array(PRENOMS),
        villes = array(VILLES),
        domaines = array(DOMAINES),
        nom = draw(1, 6),
        middle = draw(7, 6),
        prenom = draw(13, 6),
        city = draw(19, 6),
        number = draw(25, 7),
    )
}

fn array(list: &str) -> String {
    format!("string_to_array('{list}', ',')")
}

/// Returns the SQL of a number from some hexadecimal digits of the hash.
fn draw(from: usize, digits: usize) -> String {
    format!("('x' || substr(hash, {from}, {digits}))::bit({})::integer", 4 * digits)
}

/// Returns the statements that fill an empty table of prospects, with its indexes made afterwards: that is faster than
/// to keep them up to date.
fn without_indexes(insert: &str) -> String {
    format!(
        "BEGIN;
         SET LOCAL maintenance_work_mem = '512MB';
         CREATE TEMPORARY TABLE made ON COMMIT DROP AS SELECT indexname, indexdef FROM pg_indexes
            WHERE schemaname = 'public' AND tablename = 'prospects' AND indexname <> 'prospects_pkey';
         DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT indexname FROM made LOOP EXECUTE format('DROP INDEX %I', one.indexname); END LOOP;
         END $$;
         {insert};
         DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT indexdef FROM made LOOP EXECUTE one.indexdef; END LOOP;
         END $$;
         COMMIT"
    )
}
