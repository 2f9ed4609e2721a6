-- What staff change of bookings. version: grows with every change of the booking or its appointment, so that nobody
-- overwrites what another one saved. internal_note: for the staff alone. overbooking: why staff put it over another
-- appointment; empty: it is not. deleted_at: taken out of the book by staff, who may put it back for some weeks.
alter table bookings
    add column version integer not null default 1;
alter table bookings
    add column internal_note text not null default '';
alter table bookings
    add column overbooking text not null default '';
alter table bookings
    add column deleted_at bigint;
create index bookings_deleted on bookings (business_id, deleted_at) where deleted_at is not null;

-- Whom staff book for without asking who it is: one for each business, in no list of customers.
alter table customers
    add column walk_in integer not null default 0;
create unique index customers_walk_in on customers (business_id) where walk_in = 1;
