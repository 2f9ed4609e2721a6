-- Whom the business knows.

-- date_of_birth: the day, counted from 1970-01-01. email_trouble: why the address was refused for good; nothing more is sent
-- to it until it is corrected. sort_key: surname and name, sorted as the business's main language does (i18n::sort_key).
-- search_key is folded (base/search.h): each word of name, number, address and phone number after a space, so that a search
-- finds the beginnings of words without leaving the index. keys_stale: how these two are made has changed (by a migration, or
-- the business's language), which SQL cannot say: the program makes them anew, a few at a time. version grows with every change, so that two editors do not overwrite each other.
create table customers (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    surname text not null,
    email text,
    email_key text,
    email_trouble text not null default '',
    phone text not null default '',
    customer_number text not null default '',  -- the customer's in another system; staff write it
    language text not null,
    date_of_birth integer,
    gender text not null default '',
    note text not null default '',
    important_note text not null default '',
    remind_by_email integer not null default 1,
    remind_by_sms integer not null default 0,
    sort_key text not null default '',
    search_key text not null default '',
    keys_stale integer not null default 0,
    created_at bigint not null,
    anonymised_at bigint,
    version bigint not null default 1,
    constraint customers_pkey primary key (business_id, id),
    constraint customers_business foreign key (business_id) references businesses (id),
    constraint customers_email_with_key check ((email is null) = (email_key is null)),
    constraint customers_gender check (gender = '' or gender = 'female' or gender = 'male' or gender = 'other'),
    constraint customers_remind_by_email check (remind_by_email in (0, 1)),
    constraint customers_remind_by_sms check (remind_by_sms in (0, 1)),
    constraint customers_keys_stale check (keys_stale in (0, 1))
);
create unique index customers_email on customers (business_id, email_key);
create unique index customers_number on customers (business_id, customer_number) where customer_number <> '';
create index customers_by_name on customers (business_id, sort_key, id, search_key) where anonymised_at is null;
create index customers_by_age on customers (business_id, created_at, id);
create index customers_by_birthday on customers (business_id, date_of_birth) where date_of_birth is not null;
create index customers_stale on customers (business_id, id) where keys_stale = 1;
-- The lists by phone and by address: those who have one, and those who have none.
create index customers_by_phone on customers (business_id, phone, id) where anonymised_at is null;
create index customers_without_email on customers (business_id, id) where email_key is null and anonymised_at is null;

create table customer_pictures (
    business_id bigint not null,
    customer_id bigint not null,
    media_type text not null,
    content bytea not null,
    changed_at bigint not null,
    constraint customer_pictures_pkey primary key (business_id, customer_id),
    constraint customer_pictures_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_pictures_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    constraint customer_pictures_size check (length(content) <= 262144)
);
