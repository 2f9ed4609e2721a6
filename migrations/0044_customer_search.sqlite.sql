-- Parts of words are found at once, however many customers there are: an index of every three letters of search_key, by the
-- customer's id, which is of one customer of the installation. It holds no text of its own, so what is taken out has to be
-- told.
create virtual table customer_search using fts5(key, content='', columnsize=0, detail=none,
    tokenize='trigram case_sensitive 1');

create trigger customers_search_insert after insert on customers when new.search_key <> ''
begin
    insert into customer_search (rowid, key) values (new.id, new.search_key);
end;

create trigger customers_search_update after update of search_key on customers when new.search_key <> old.search_key
begin
    insert into customer_search (customer_search, rowid, key)
    select 'delete', old.id, old.search_key where old.search_key <> '';
    insert into customer_search (rowid, key) select new.id, new.search_key where new.search_key <> '';
end;

create trigger customers_search_delete after delete on customers when old.search_key <> ''
begin
    insert into customer_search (customer_search, rowid, key) values ('delete', old.id, old.search_key);
end;

insert into customer_search (rowid, key) select id, search_key from customers where search_key <> '';
