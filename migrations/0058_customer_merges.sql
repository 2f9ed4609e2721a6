-- Customers whose record was merged into another one's. Their old addresses lead to the survivor for good. `kept`: what
-- takes the merge apart again, until 30 days later; then it is empty, and so is the name.
create table customer_merges (
    business_id bigint not null,
    customer_id bigint not null,
    survivor_id bigint not null,
    merged_at bigint not null,
    name text not null,
    kept text not null,
    constraint customer_merges_pkey primary key (business_id, customer_id),
    constraint customer_merges_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_merges_survivor foreign key (business_id, survivor_id) references customers (business_id, id),
    constraint customer_merges_two check (customer_id <> survivor_id)
);
create index customer_merges_of_survivor on customer_merges (business_id, survivor_id, customer_id);
create index customer_merges_by_age on customer_merges (merged_at) where kept <> '';

-- A search through all customers of a business for those who may be there twice; the latest one of each business.
create table duplicate_searches (
    business_id bigint not null,
    asked_by bigint not null,
    state text not null,
    stage text not null,
    after text not null default '',
    found bigint not null default 0,
    asked_at bigint not null,
    ended_at bigint,
    constraint duplicate_searches_pkey primary key (business_id),
    constraint duplicate_searches_business foreign key (business_id) references businesses (id),
    constraint duplicate_searches_state check (state in ('searching', 'done', 'stopped')),
    constraint duplicate_searches_stage check (stage in ('phone', 'name', 'birthday'))
);

-- What it found: two customers, the one with the smaller id first. `reasons`: duplicates/score.h.
create table duplicate_pairs (
    business_id bigint not null,
    first_id bigint not null,
    second_id bigint not null,
    score integer not null,
    reasons integer not null,
    constraint duplicate_pairs_pkey primary key (business_id, first_id, second_id),
    constraint duplicate_pairs_first foreign key (business_id, first_id) references customers (business_id, id)
        on delete cascade,
    constraint duplicate_pairs_second foreign key (business_id, second_id) references customers (business_id, id)
        on delete cascade,
    constraint duplicate_pairs_order check (first_id < second_id)
);
create index duplicate_pairs_by_score on duplicate_pairs (business_id, score, first_id, second_id);
create index duplicate_pairs_of_second on duplicate_pairs (business_id, second_id);

-- Two of whom staff said that they are not one.
create table different_customers (
    business_id bigint not null,
    first_id bigint not null,
    second_id bigint not null,
    said_at bigint not null,
    constraint different_customers_pkey primary key (business_id, first_id, second_id),
    constraint different_customers_first foreign key (business_id, first_id) references customers (business_id, id)
        on delete cascade,
    constraint different_customers_second foreign key (business_id, second_id) references customers (business_id, id)
        on delete cascade,
    constraint different_customers_order check (first_id < second_id)
);
create index different_customers_of_second on different_customers (business_id, second_id);
