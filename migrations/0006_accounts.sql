-- How customers sign in.

-- A customer's login. Without a password hash only an access link signs in. email_confirmed_at: the person who signs in has
-- shown that the address is theirs. consent_at: when they agreed that the business keeps their details; it is asked once.
-- A guest's consent says nothing about the account, since anybody may have typed its address.
create table accounts (
    business_id bigint not null,
    id bigint not null,
    email text not null,
    email_key text not null,
    password_hash text,
    email_confirmed_at bigint,
    consent_at bigint,
    allowed integer not null default 1,
    created_at bigint not null,
    last_sign_in_at bigint,
    last_sign_in_address text not null default '',
    constraint accounts_pkey primary key (business_id, id),
    constraint accounts_business foreign key (business_id) references businesses (id),
    constraint accounts_allowed check (allowed in (0, 1))
);
-- One index serves both ways to ask for an address.
create unique index accounts_email on accounts (email_key, business_id);

-- Whom an account looks after: its own profile, and those it books for (FEATURES 1.14). The unique index of `self` answers
-- for all customers but dependants.
create table account_customers (
    business_id bigint not null,
    account_id bigint not null,
    customer_id bigint not null,
    relation text not null,
    constraint account_customers_pkey primary key (business_id, account_id, customer_id),
    constraint account_customers_account foreign key (business_id, account_id) references accounts (business_id, id),
    constraint account_customers_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint account_customers_relation check (relation in ('self', 'dependant'))
) without rowid;
create unique index account_customers_one_self on account_customers (business_id, account_id) where relation = 'self';
create unique index account_customers_of_customer on account_customers (business_id, customer_id) where relation = 'self';
create index account_customers_of_dependant on account_customers (business_id, customer_id) where relation = 'dependant';

-- The cookie's token is stored hashed. device_hash tells a browser that was here before from a new one.
create table account_sessions (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    token_hash text not null,
    device_hash text not null,
    user_agent text not null default '',
    address text not null default '',
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint account_sessions_pkey primary key (business_id, id),
    constraint account_sessions_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create unique index account_sessions_token on account_sessions (business_id, token_hash);
create index account_sessions_of_account on account_sessions (business_id, account_id);
create index account_sessions_by_end on account_sessions (expires_at);

-- A person who registered and has not yet shown that the address is theirs: nothing stored is shown or joined before. The
-- password counts only where the browser that registered confirms too: another person may have typed it. With an
-- account_id nobody new registers, but that account asks for another address.
create table registrations (
    business_id bigint not null,
    id bigint not null,
    email text not null,
    email_key text not null,
    name text not null,
    surname text not null,
    phone text not null,
    language text not null,
    password_hash text,
    device_hash text not null,
    consent_at bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    confirmed_at bigint,
    account_id bigint,
    constraint registrations_pkey primary key (business_id, id),
    constraint registrations_business foreign key (business_id) references businesses (id)
);
create index registrations_by_end on registrations (expires_at);
create index registrations_of_address on registrations (business_id, email_key);

-- Links that work once. subject_id is an account's or a registration's; email_key what the link was sent to, so that a
-- link of an address that was changed meanwhile opens nothing.
create table one_time_links (
    business_id bigint not null,
    id bigint not null,
    purpose text not null,
    subject_id bigint not null,
    email_key text not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint one_time_links_pkey primary key (business_id, id),
    constraint one_time_links_business foreign key (business_id) references businesses (id),
    constraint one_time_links_purpose check (purpose = 'access' or purpose = 'password' or purpose = 'registration')
);
create unique index one_time_links_token on one_time_links (business_id, token_hash);
create index one_time_links_of_subject on one_time_links (business_id, subject_id);
create index one_time_links_by_end on one_time_links (expires_at);

-- Attempts that failed, by what was tried: an account or an address on the network. `since`: when the first of them was,
-- or, from the limit on, the last. Kept until they no longer count.
create table sign_in_attempts (
    business_id bigint not null,
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint sign_in_attempts_pkey primary key (business_id, key_hash),
    constraint sign_in_attempts_business foreign key (business_id) references businesses (id)
);
create index sign_in_attempts_by_age on sign_in_attempts (since);

-- A private calendar address of an account, until it is taken back. used_at: to the hour.
create table calendar_feeds (
    business_id bigint not null,
    account_id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    used_at bigint,
    constraint calendar_feeds_pkey primary key (business_id, account_id),
    constraint calendar_feeds_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create unique index calendar_feeds_token on calendar_feeds (business_id, token_hash);

-- Where a visitor who asked for a mailed link, or registered, wants to go on: service, provider and time that were chosen
-- before (FEATURES 1.18). By a hash of the address typed, whether it is known or not.
create table return_paths (
    business_id bigint not null,
    key_hash text not null,
    path text not null,
    expires_at bigint not null,
    constraint return_paths_pkey primary key (business_id, key_hash),
    constraint return_paths_business foreign key (business_id) references businesses (id)
);
create index return_paths_by_end on return_paths (expires_at);
