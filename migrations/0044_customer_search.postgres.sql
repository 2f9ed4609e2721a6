-- Parts of words are found at once, however many customers there are: an index of every three letters of search_key. Without
-- fastupdate, so that no search reads a list of what is not sorted in yet.
create extension if not exists pg_trgm;

create index customers_by_trigram on customers using gin (search_key gin_trgm_ops)
with (fastupdate = off) where anonymised_at is null;
