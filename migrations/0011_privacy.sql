-- What customers may ask for: everything stored about them, and to be forgotten.

-- Right of access (FEATURES 2.11): everything stored about a customer, put together piece by piece by the job of the activity
-- that asked for it, then packed; kept for a day. content: the ZIP, once it is ready.
create table archives (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    language text not null,
    state text not null,
    asked_by bigint not null,  -- an activity
    asked_at bigint not null,
    ready_at bigint,
    expires_at bigint not null,
    content bytea,
    constraint archives_pkey primary key (business_id, id),
    constraint archives_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint archives_state check (state in ('making', 'ready', 'stopped'))
);
create index archives_of_customer on archives (business_id, customer_id, id);
create index archives_by_end on archives (expires_at);

create table archive_pieces (
    business_id bigint not null,
    archive_id bigint not null,
    name text not null,
    content bytea not null,
    constraint archive_pieces_pkey primary key (business_id, archive_id, name),
    constraint archive_pieces_archive foreign key (business_id, archive_id) references archives (business_id, id)
);

-- The same of all customers of a business. Customers up to last_id are gone through in the order of their ids; after_id is
-- the last one that was. A folder has one customer's files as they stand in a ZIP, so that it can go by itself when the
-- customer is erased.
create table everybody_archives (
    business_id bigint not null,
    id bigint not null,
    language text not null,
    state text not null,
    asked_by bigint not null,
    after_id bigint not null default 0,
    last_id bigint not null,
    bytes bigint not null default 0,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint everybody_archives_pkey primary key (business_id, id),
    constraint everybody_archives_business foreign key (business_id) references businesses (id),
    constraint everybody_archives_state check (state in ('making', 'ready', 'stopped'))
);
create index everybody_archives_by_end on everybody_archives (expires_at);

create table everybody_folders (
    business_id bigint not null,
    archive_id bigint not null,
    customer_id bigint not null,
    name text not null,
    sort_key text not null,
    bytes bigint not null,
    content bytea not null,
    constraint everybody_folders_pkey primary key (business_id, archive_id, customer_id),
    constraint everybody_folders_archive foreign key (business_id, archive_id)
        references everybody_archives (business_id, id),
    constraint everybody_folders_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create index everybody_folders_by_name on everybody_folders (business_id, archive_id, sort_key, customer_id, name);

-- A customer asked to be forgotten, until staff decide.
create table erasure_requests (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    asked_at bigint not null,
    decided_at bigint,
    decision text not null default '',
    constraint erasure_requests_pkey primary key (business_id, id),
    constraint erasure_requests_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint erasure_requests_decision check (decision in ('', 'erased', 'refused', 'withdrawn'))
);
create unique index erasure_requests_open on erasure_requests (business_id, customer_id) where decided_at is null;
