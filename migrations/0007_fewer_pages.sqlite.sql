-- A booking touches fewer pages. Every index by a random value, or by a time somewhere in the coming weeks, is a page of
-- its own in each commit.

-- The token of a manage link begins with the booking's id now. Those told before are found like the links in mails.
insert into booking_links (business_id, token_hash, booking_id, created_at)
select business_id, manage_token_hash, id, created_at from bookings order by business_id, manage_token_hash;
drop index bookings_manage_token;

-- Visits and appointments are their key's tree, without another for the rows. Bookings and occupancies refer to them, so
-- they cannot be dropped and made again: the new tables take the names in the schema, which is what references go by,
-- and what is stored stays as it is (as for the checks in 0006).
create table new_visits (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    created_at bigint not null,
    constraint visits_pkey primary key (business_id, id),
    constraint visits_customer foreign key (business_id, customer_id) references customers (business_id, id)
) without rowid;
insert into new_visits (business_id, id, customer_id, created_at)
select business_id, id, customer_id, created_at from visits order by business_id, id;

create table new_appointments (
    business_id bigint not null,
    id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    location_id bigint,
    starts_at bigint not null,
    ends_at bigint not null,
    local_start text not null,
    time_zone text not null,
    capacity integer not null default 1,
    live integer not null default 1,
    constraint appointments_pkey primary key (business_id, id),
    constraint appointments_service foreign key (business_id, service_id) references services (business_id, id),
    constraint appointments_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint appointments_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint appointments_span check (starts_at < ends_at),
    constraint appointments_capacity check (capacity between 1 and 1000),
    constraint appointments_live check (live in (0, 1))
) without rowid;
insert into new_appointments (business_id, id, service_id, provider_id, location_id, starts_at, ends_at, local_start,
    time_zone, capacity, live)
select business_id, id, service_id, provider_id, location_id, starts_at, ends_at, local_start, time_zone, capacity, live
from appointments order by business_id, id;

-- What has ended is found by when it began: no service takes longer than a day. A provider's own are picked from the
-- business's of those days.
drop index appointments_by_end;
drop index appointments_of_provider;
drop index appointments_by_start;
drop index appointments_live;

pragma writable_schema = on;
update sqlite_schema set name = 'old_visits', tbl_name = 'old_visits',
    sql = replace(sql, 'CREATE TABLE visits', 'CREATE TABLE old_visits')
where type = 'table' and name = 'visits';
update sqlite_schema set name = 'sqlite_autoindex_old_visits_1', tbl_name = 'old_visits'
where type = 'index' and name = 'sqlite_autoindex_visits_1';
update sqlite_schema set name = 'visits', tbl_name = 'visits',
    sql = replace(sql, 'CREATE TABLE new_visits', 'CREATE TABLE visits')
where type = 'table' and name = 'new_visits';
update sqlite_schema set name = 'old_appointments', tbl_name = 'old_appointments',
    sql = replace(sql, 'CREATE TABLE appointments', 'CREATE TABLE old_appointments')
where type = 'table' and name = 'appointments';
update sqlite_schema set name = 'sqlite_autoindex_old_appointments_1', tbl_name = 'old_appointments'
where type = 'index' and name = 'sqlite_autoindex_appointments_1';
update sqlite_schema set name = 'appointments', tbl_name = 'appointments',
    sql = replace(sql, 'CREATE TABLE new_appointments', 'CREATE TABLE appointments')
where type = 'table' and name = 'new_appointments';
pragma writable_schema = reset;
drop table old_visits;
drop table old_appointments;

create index appointments_by_start on appointments (business_id, starts_at, provider_id);
create index appointments_live on appointments (ends_at) where live = 1;

-- What is asked before an occupancy is written, in one trigger: each is a program of its own to SQLite.
drop trigger occupancies_no_overlap_insert;
drop trigger occupancies_exclusive_insert;
create trigger occupancies_insert before insert on occupancies
begin
    select raise(abort, 'occupancies_exclusive')
    where (new.exclusive = 1) <> ((select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id) = 1);
    select raise(abort, 'occupancies_no_overlap')
    where new.exclusive = 1 and (
        select o.ends_at from occupancies o
        where o.business_id = new.business_id and o.occupant_id = new.occupant_id and o.starts_at < new.ends_at
        order by o.starts_at desc limit 1) > new.starts_at;
end;
