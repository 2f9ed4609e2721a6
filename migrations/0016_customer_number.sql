-- A customer's number in another system, which staff write; of one customer of a business at most.
alter table customers add column customer_number text not null default '';
create unique index customers_number on customers (business_id, customer_number) where customer_number <> '';
