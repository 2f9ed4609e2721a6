-- What a booking writes, written with less.

-- Bookings that are over are found by looking (bookings::finish_over), not planned as a job each.
create index appointments_live on appointments (ends_at) where live = 1;
delete from jobs where kind = 'booking.finish' and state in ('waiting', 'leased', 'dead');

-- Nothing asks for the visits of a customer; one index serves both ways to ask for an address; the unique index of
-- `self` answers for everybody but dependants.
drop index visits_of_customer;
drop index accounts_email;
drop index accounts_by_email_key;
create unique index accounts_email on accounts (email_key, business_id);
drop index account_customers_by_customer;
create index account_customers_of_dependant on account_customers (business_id, customer_id) where relation = 'dependant';

-- An appointment takes an occupant once: these two are the key, and the row needs no id.
alter table occupancies drop constraint occupancies_pkey;
alter table occupancies drop column id;
alter table occupancies add constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id);
drop index occupancies_of_appointment;
