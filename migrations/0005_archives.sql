-- Right of access (FEATURES 2.11): everything stored about a customer, put together piece by piece, then packed; kept for
-- a day. `stage` counts the pieces that are there, `stages` how many there will be.
create table archives (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    language text not null,
    state text not null,
    stage integer not null default 0,
    stages integer not null,
    asked_at bigint not null,
    ready_at bigint,
    expires_at bigint not null,
    content_hex text not null default '',
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
    content_hex text not null,
    constraint archive_pieces_pkey primary key (business_id, archive_id, name),
    constraint archive_pieces_archive foreign key (business_id, archive_id) references archives (business_id, id)
);
