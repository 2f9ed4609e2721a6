-- What was cancelled lately is shown on the start page.
create index bookings_cancelled on bookings (business_id, changed_at) where status = 'cancelled';

-- The first booking of a customer is found without reading all of theirs.
drop index bookings_of_customer;
create index bookings_of_customer on bookings (business_id, customer_id, id);

-- Customers are found at once by the beginning of a name, however many there are: from the first name on by search_key,
-- from the surname on by this one, folded as search_key is. The program makes it, a few at a time.
alter table customers
    add column surname_key text not null default '';
update customers set keys_stale = 1 where anonymised_at is null;
create index customers_by_first_name on customers (business_id, search_key) where anonymised_at is null;
create index customers_by_surname on customers (business_id, surname_key) where anonymised_at is null;
