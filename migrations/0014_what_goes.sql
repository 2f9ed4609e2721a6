-- What was done is kept for a while only, without what it worked with.
update jobs set payload = '{}' where state in ('done', 'dropped');
create index jobs_finished on jobs (finished_at) where state in ('done', 'dropped');

-- Erasing finds by address what was sent before anybody was known by it.
create index messages_of_address on messages (business_id, address_key);
