-- The list of customers: sorted by each of its columns, filtered, and as each of the staff wants it.

create index customers_by_number on customers (business_id, customer_number, id) where anonymised_at is null;
create index customers_by_language on customers (business_id, language, id) where anonymised_at is null;
-- Those whose address was refused are few.
create index customers_with_trouble on customers (business_id, id) where email_trouble <> '';

-- When each customer was here last and comes next, kept with their bookings in the same transaction, since no list could look
-- at all bookings. last_at: the start of the latest appointment that took place; next_at: of the first that is not over. 0: none. In
-- a table of its own: a booking writes a short row and not the customer's long one with its many indexes. Without a foreign key,
-- by which PostgreSQL would lock the customer's row where a transaction changes several of their bookings, before it is their
-- turn (bookings/verbs.h).
create table customer_visits (
    business_id bigint not null,
    customer_id bigint not null,
    last_at bigint not null default 0,
    next_at bigint not null default 0,
    constraint customer_visits_pkey primary key (business_id, customer_id)
) without rowid;
insert into customer_visits (business_id, customer_id, last_at, next_at)
select c.business_id, c.id, coalesce(max(case when b.status = 'completed' then a.starts_at end), 0),
    coalesce(min(case when b.status = 'pending' or b.status = 'approved' then a.starts_at end), 0)
from customers c
left join bookings b on b.business_id = c.business_id and b.customer_id = c.id and b.deleted_at is null
left join appointments a on a.business_id = b.business_id and a.id = b.appointment_id
group by c.business_id, c.id;
create index customer_visits_by_last on customer_visits (business_id, last_at, customer_id);
create index customer_visits_by_next on customer_visits (business_id, next_at, customer_id);

-- What one of the staff has saved of the list: a filter, its order and columns under a name. query: what its address says.
create table customer_views (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    name text not null,
    name_key text not null,
    query text not null,
    columns text not null,
    created_at bigint not null,
    constraint customer_views_pkey primary key (business_id, id),
    constraint customer_views_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id)
);
create unique index customer_views_name on customer_views (business_id, staff_member_id, name_key);

-- How one of the staff sees the list: the columns chosen last, and the view that it begins with.
create table customer_list_choices (
    business_id bigint not null,
    staff_member_id bigint not null,
    columns text not null default '',
    first_view_id bigint,
    constraint customer_list_choices_pkey primary key (business_id, staff_member_id),
    constraint customer_list_choices_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint customer_list_choices_view foreign key (business_id, first_view_id)
        references customer_views (business_id, id)
);
