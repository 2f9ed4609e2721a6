-- Names are found without accents and punctuation (src/base/search.h), which SQL cannot say: the program makes the keys
-- of those anew that are marked here, a few at a time.
alter table customers add column keys_stale integer not null default 0
    constraint customers_keys_stale check (keys_stale in (0, 1));
update customers set keys_stale = 1 where anonymised_at is null;
create index customers_stale on customers (business_id, id) where keys_stale = 1;
