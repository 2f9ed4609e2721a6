-- Every table of a business leads with business_id, in its primary key and in every foreign key, so that no row can
-- point into another business. Instants are UTC seconds, days are counted from 1970-01-01, minutes of a day from
-- midnight by the wall clock, money is in minor units, switches are 0 or 1. Every constraint has a name, which both
-- engines report. Binary content is bytea, which SQLite takes for a name like another and keeps bytes under as they are.
--
-- `without rowid` is left out on PostgreSQL (src/platform/db/migrations.cpp): on SQLite such a table is its key's tree,
-- without another for the rows. Every text is `collate "C"` there, compared by its bytes as on SQLite: what people sort and
-- search by is made by the program and stored beside it (customers.sort_key, search_key). Checks of three and more values say `or` on tables that are written with every booking:
-- SQLite makes a temporary table of a longer list, anew for each row.

create table processes (
    number integer not null,
    seen_at bigint not null,
    constraint processes_pkey primary key (number),
    constraint processes_number check (number between 0 and 1023)
);

-- What this installation keeps for itself; today the secret that form tokens and seals are made with.
create table installation (
    name text not null,
    value text not null,
    constraint installation_pkey primary key (name)
);
