-- More of a customer's record: where they live, further phone numbers, and whom to ask besides them.

-- more_phones: a line each, perhaps with a word before the number; messages go to phone. country: ISO 3166, or empty.
alter table customers
    add column more_phones text not null default '';
alter table customers
    add column street text not null default '';
alter table customers
    add column postal_code text not null default '';
alter table customers
    add column city text not null default '';
alter table customers
    add column country text not null default '';

-- gets_messages: messages about the customer's appointments go to this person's address too.
create table contact_persons (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    name text not null,
    relation text not null default '',
    phone text not null default '',
    email text not null default '',
    gets_messages integer not null default 0,
    created_at bigint not null,
    version bigint not null default 1,
    constraint contact_persons_pkey primary key (business_id, id),
    constraint contact_persons_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint contact_persons_gets_messages check (gets_messages in (0, 1)),
    constraint contact_persons_reached check (gets_messages = 0 or email <> '')
);
create index contact_persons_of_customer on contact_persons (business_id, customer_id, id);
