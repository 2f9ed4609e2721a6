-- How a business meets its customers: who signs in and how, what they are asked for, what they may do themselves.
-- Lists are words with a space between them. What is not here has the program's defaults (businesses/settings.h).
create table customer_settings (
    business_id bigint not null,
    logins text not null,
    password_sign_in integer not null,
    access_link_sign_in integer not null,
    name_check text not null,
    surname_field text not null,
    phone_field text not null,
    note_field text not null,
    reschedule_statuses text not null,
    status_changes text not null,
    paid_reschedule text not null,
    paid_cancel text not null,
    mail_reschedule integer not null,
    mail_cancel integer not null,
    open_bookings_max integer not null default 10,
    panel_address text not null default '',
    embed_origins text not null default '',
    sender_name text not null default '',
    reply_to text not null default '',
    totp_roles text not null default '',
    panel_welcome text not null default '',
    paid_text text not null default '',
    translations text not null default '{}',
    constraint customer_settings_pkey primary key (business_id),
    constraint customer_settings_business foreign key (business_id) references businesses (id),
    constraint customer_settings_logins check (logins in ('off', 'optional', 'required')),
    constraint customer_settings_ways check (password_sign_in in (0, 1) and access_link_sign_in in (0, 1)
        and password_sign_in + access_link_sign_in >= 1),
    constraint customer_settings_name_check check (name_check in ('off', 'warn', 'refuse')),
    constraint customer_settings_fields check (surname_field in ('hidden', 'optional', 'required')
        and phone_field in ('hidden', 'optional', 'required') and note_field in ('hidden', 'optional', 'required')),
    constraint customer_settings_paid check (paid_reschedule in ('as_others', 'never')
        and paid_cancel in ('as_others', 'never')),
    constraint customer_settings_mail check (mail_reschedule in (0, 1) and mail_cancel in (0, 1)),
    constraint customer_settings_open_bookings check (open_bookings_max between 1 and 1000)
);

-- reminder_choice: how the customer wants to be reminded. email_trouble: why the address was refused for good; nothing
-- more is sent to it until it is corrected. version grows with every change, so that two editors do not overwrite.
alter table customers add column reminder_choice text not null default 'email'
    constraint customers_reminder_choice check (reminder_choice in ('email', 'sms', 'none'));
alter table customers add column date_of_birth integer;
alter table customers add column gender text not null default ''
    constraint customers_gender check (gender in ('', 'female', 'male', 'other'));
alter table customers add column note text not null default '';
alter table customers add column important_note text not null default '';
alter table customers add column email_trouble text not null default '';
alter table customers add column anonymised_at bigint;
alter table customers add column version bigint not null default 1;
-- sort_key and search_key are folded (base/text.h): surname and name; and each word of name, address and phone number
-- after a space, so that a search finds the beginnings of words without leaving the index.
alter table customers add column sort_key text not null default '';
alter table customers add column search_key text not null default '';
update customers set sort_key = trim(lower(surname || ' ' || name)),
    search_key = ' ' || lower(name || ' ' || surname) || ' ' || coalesce(email_key, '') || ' ' || substr(phone, 2);
create index customers_by_name on customers (business_id, sort_key, id, search_key) where anonymised_at is null;
create index customers_by_age on customers (business_id, created_at, id);

create table customer_pictures (
    business_id bigint not null,
    customer_id bigint not null,
    media_type text not null,
    content_hex text not null,
    changed_at bigint not null,
    constraint customer_pictures_pkey primary key (business_id, customer_id),
    constraint customer_pictures_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_pictures_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    constraint customer_pictures_size check (length(content_hex) <= 524288)
);

-- hidden_at: the customer took it out of their own list. paid_at: settled, so the paid bookings' own rule holds.
-- name_differs: the name given at booking is not the one stored for that address.
alter table bookings add column hidden_at bigint;
alter table bookings add column paid_at bigint;
alter table bookings add column name_differs integer not null default 0
    constraint bookings_name_differs check (name_differs in (0, 1));

-- Links to one booking besides the one told at booking: each mail has its own. Stored hashed.
create table booking_links (
    business_id bigint not null,
    token_hash text not null,
    booking_id bigint not null,
    created_at bigint not null,
    constraint booking_links_pkey primary key (business_id, token_hash),
    constraint booking_links_booking foreign key (business_id, booking_id) references bookings (business_id, id)
);
create index booking_links_of_booking on booking_links (business_id, booking_id);

-- A customer's login. Without a password hash only an access link signs in. email_confirmed_at: whoever holds the
-- account has shown that the address is theirs.
create table accounts (
    business_id bigint not null,
    id bigint not null,
    email text not null,
    email_key text not null,
    password_hash text,
    email_confirmed_at bigint,
    allowed integer not null default 1,
    created_at bigint not null,
    last_sign_in_at bigint,
    last_sign_in_address text not null default '',
    constraint accounts_pkey primary key (business_id, id),
    constraint accounts_business foreign key (business_id) references businesses (id),
    constraint accounts_allowed check (allowed in (0, 1))
);
create unique index accounts_email on accounts (business_id, email_key);
create index accounts_by_email_key on accounts (email_key);

-- Whom an account looks after: its own profile, and those it books for (FEATURES 1.14).
create table account_customers (
    business_id bigint not null,
    account_id bigint not null,
    customer_id bigint not null,
    relation text not null,
    constraint account_customers_pkey primary key (business_id, account_id, customer_id),
    constraint account_customers_account foreign key (business_id, account_id) references accounts (business_id, id),
    constraint account_customers_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint account_customers_relation check (relation in ('self', 'dependant'))
);
create unique index account_customers_one_self on account_customers (business_id, account_id) where relation = 'self';
create unique index account_customers_of_customer on account_customers (business_id, customer_id) where relation = 'self';
create index account_customers_by_customer on account_customers (business_id, customer_id);

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

-- Who registered and has not yet shown that the address is theirs: nothing stored is shown or joined before. The
-- password counts only where the browser that registered confirms too: somebody else may have typed it. With an
-- account_id it is nobody new, but that account asks for another address.
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
    constraint one_time_links_purpose check (purpose in ('access', 'password', 'registration'))
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

-- A private calendar address of an account, until it is taken back.
create table calendar_feeds (
    business_id bigint not null,
    account_id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    constraint calendar_feeds_pkey primary key (business_id, account_id),
    constraint calendar_feeds_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create unique index calendar_feeds_token on calendar_feeds (business_id, token_hash);

-- Staff sign in apart from customers. totp_secret is sealed; totp_pending is one that no code has confirmed yet;
-- totp_step is the last one used, so no code works twice.
create table staff_logins (
    business_id bigint not null,
    staff_member_id bigint not null,
    email text not null,
    email_key text not null,
    password_hash text,
    totp_secret text,
    totp_pending text,
    totp_confirmed_at bigint,
    totp_step bigint not null default 0,
    created_at bigint not null,
    last_sign_in_at bigint,
    last_sign_in_address text not null default '',
    constraint staff_logins_pkey primary key (business_id, staff_member_id),
    constraint staff_logins_member foreign key (business_id, staff_member_id) references staff_members (business_id, id)
);
create unique index staff_logins_email on staff_logins (business_id, email_key);

create table staff_recovery_codes (
    business_id bigint not null,
    staff_member_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint staff_recovery_codes_pkey primary key (business_id, staff_member_id, code_hash),
    constraint staff_recovery_codes_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id)
);

-- Links by which staff choose a new password; apart from customers' links, so that neither opens what the other does.
create table staff_links (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    email_key text not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint staff_links_pkey primary key (business_id, id),
    constraint staff_links_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id)
);
create unique index staff_links_token on staff_links (business_id, token_hash);
create index staff_links_of_member on staff_links (business_id, staff_member_id);
create index staff_links_by_end on staff_links (expires_at);

-- passed_totp: 0 while the second factor is still asked for.
create table staff_sessions (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    token_hash text not null,
    device_hash text not null,
    passed_totp integer not null,
    user_agent text not null default '',
    address text not null default '',
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint staff_sessions_pkey primary key (business_id, id),
    constraint staff_sessions_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id),
    constraint staff_sessions_passed_totp check (passed_totp in (0, 1))
);
create unique index staff_sessions_token on staff_sessions (business_id, token_hash);
create index staff_sessions_of_member on staff_sessions (business_id, staff_member_id);
create index staff_sessions_by_end on staff_sessions (expires_at);

-- Whoever asked to be forgotten, until staff decide.
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

-- A business's own change log (src/events/event_log.h). Bookings, which nobody looks for in this way, pay nothing for it.
create index events_by_type on events (business_id, type, id) where type not like 'booking.%';
