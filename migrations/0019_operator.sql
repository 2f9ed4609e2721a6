-- Who operates the installation, apart from all staff and customers; and what the operator says of a business.

create table operators (
    id bigint not null,
    name text not null,
    email text not null,
    email_key text not null,
    password_hash text,
    totp_secret text,
    totp_pending text,
    totp_step bigint not null default 0,
    created_at bigint not null,
    last_sign_in_at bigint,
    constraint operators_pkey primary key (id)
);
create unique index operators_email on operators (email_key);

create table operator_recovery_codes (
    operator_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint operator_recovery_codes_pkey primary key (operator_id, code_hash),
    constraint operator_recovery_codes_operator foreign key (operator_id) references operators (id)
);

-- Printed at the console: to choose a password, anew or for the first time.
create table operator_links (
    id bigint not null,
    operator_id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint operator_links_pkey primary key (id),
    constraint operator_links_operator foreign key (operator_id) references operators (id)
);
create unique index operator_links_token on operator_links (token_hash);
create index operator_links_of_operator on operator_links (operator_id);
create index operator_links_by_end on operator_links (expires_at);

-- passed_totp: 0 while the second factor is still asked for.
create table operator_sessions (
    id bigint not null,
    operator_id bigint not null,
    token_hash text not null,
    passed_totp integer not null,
    user_agent text not null default '',
    address text not null default '',
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint operator_sessions_pkey primary key (id),
    constraint operator_sessions_operator foreign key (operator_id) references operators (id),
    constraint operator_sessions_passed_totp check (passed_totp in (0, 1))
);
create unique index operator_sessions_token on operator_sessions (token_hash);
create index operator_sessions_of_operator on operator_sessions (operator_id);
create index operator_sessions_by_end on operator_sessions (expires_at);

-- What operators did. Without operator_id: the console. business_id: whom it concerned, which may be gone.
create table operator_activities (
    id bigint not null,
    at bigint not null,
    operator_id bigint,
    business_id bigint,
    type text not null,
    data text not null default '{}',
    constraint operator_activities_pkey primary key (id),
    constraint operator_activities_operator foreign key (operator_id) references operators (id)
);
create index operator_activities_of_business on operator_activities (business_id, id);
create index operator_activities_by_age on operator_activities (at);

-- Operators find a business by the address that its owner signs in with.
create index staff_logins_by_address on staff_logins (email_key);

-- As sign_in_attempts, for what is tried at the installation and not at one of its businesses.
create table installation_attempts (
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint installation_attempts_pkey primary key (key_hash)
);
create index installation_attempts_by_age on installation_attempts (since);

-- suspended_why is shown to the business's staff. Limits: null is none. host: the business's own host name, in small letters.
alter table businesses add column suspended_at bigint;
alter table businesses
    add column suspended_why text not null default '';
alter table businesses add column staff_max integer
    constraint businesses_staff_max check (staff_max between 1 and 1000000);
alter table businesses add column customers_max integer
    constraint businesses_customers_max check (customers_max between 0 and 100000000);
alter table businesses add column mails_a_day_max integer
    constraint businesses_mails_a_day_max check (mails_a_day_max between 0 and 100000000);
alter table businesses
    add column host text null;
create unique index businesses_host on businesses (host) where host is not null;
create index businesses_with_mail_limit on businesses (id) where mails_a_day_max is not null;

-- How many mails went out on a day, by the clock of the business; of those that have a limit. Days are counted from
-- 1970-01-01.
create table mail_days (
    business_id bigint not null,
    day integer not null,
    sent integer not null,
    constraint mail_days_pkey primary key (business_id, day),
    constraint mail_days_business foreign key (business_id) references businesses (id)
);
create index mail_days_by_day on mail_days (day);

-- Businesses that strangers opened by themselves and whose owners have not confirmed their address yet: they stay suspended
-- until then, and go where nobody does.
create table unconfirmed_businesses (
    business_id bigint not null,
    expires_at bigint not null,
    constraint unconfirmed_businesses_pkey primary key (business_id),
    constraint unconfirmed_businesses_business foreign key (business_id) references businesses (id)
);
create index unconfirmed_businesses_by_end on unconfirmed_businesses (expires_at);

-- By an operator, to open one business.
create table sign_up_invitations (
    id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint sign_up_invitations_pkey primary key (id)
);
create unique index sign_up_invitations_token on sign_up_invitations (token_hash);
create index sign_up_invitations_by_end on sign_up_invitations (expires_at);
