-- The business, its settings and where it is.

-- `version` grows with every change of the business's settings, catalogue or schedules. keys_language: the language that
-- customers.sort_key is made in; where it is not the first of `languages` any more, the program makes the keys anew.
create table businesses (
    id bigint not null,
    slug text not null,
    name text not null,
    tagline text not null default '',
    translations text not null default '{}',
    address text not null default '',
    phone text not null default '',
    email text not null default '',
    country text not null,
    time_zone text not null,
    currency text not null,
    languages text not null,
    keys_language text not null default '',
    accent_colour text not null,
    listed integer not null default 0,
    privacy_url text not null default '',
    cancellation_policy text not null default '',
    reschedule_rule text not null default 'before',
    reschedule_minutes integer not null default 1440,
    cancel_rule text not null default 'before',
    cancel_minutes integer not null default 1440,
    version bigint not null default 1,
    created_at bigint not null,
    constraint businesses_pkey primary key (id),
    constraint businesses_listed check (listed in (0, 1)),
    constraint businesses_reschedule_rule check (reschedule_rule in ('always', 'never', 'before')),
    constraint businesses_reschedule_minutes check (reschedule_minutes >= 0),
    constraint businesses_cancel_rule check (cancel_rule in ('always', 'never', 'before')),
    constraint businesses_cancel_minutes check (cancel_minutes >= 0)
);
create unique index businesses_slug on businesses (slug);
create index businesses_keys_stale on businesses (id)
    where languages <> keys_language and languages not like keys_language || ' %';

-- How a business meets its customers: who signs in and how, what they are asked for, what they may do themselves.
-- Lists are words with a space between them. panel_by_script: the business's own page shows the panel by the script, which
-- alone can open what a mailed link names. What is not here has the program's defaults (businesses/settings.h).
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
    panel_by_script integer not null default 1,
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
    constraint customer_settings_panel_by_script check (panel_by_script in (0, 1)),
    constraint customer_settings_open_bookings check (open_bookings_max between 1 and 1000)
);

-- Modules that the business has switched off; what is not here is on.
create table switched_off_modules (
    business_id bigint not null,
    module text not null,
    constraint switched_off_modules_pkey primary key (business_id, module),
    constraint switched_off_modules_business foreign key (business_id) references businesses (id)
);

create table logos (
    business_id bigint not null,
    media_type text not null,
    content bytea not null,
    constraint logos_pkey primary key (business_id),
    constraint logos_business foreign key (business_id) references businesses (id),
    constraint logos_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    constraint logos_size check (length(content) <= 262144)
);

create table locations (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    address text not null default '',
    position integer not null default 0,
    constraint locations_pkey primary key (business_id, id),
    constraint locations_business foreign key (business_id) references businesses (id)
);

-- How long a provider is on the way between two locations, either way; the lesser id first. None: no time.
create table travel_times (
    business_id bigint not null,
    from_location_id bigint not null,
    to_location_id bigint not null,
    minutes integer not null,
    constraint travel_times_pkey primary key (business_id, from_location_id, to_location_id),
    constraint travel_times_from foreign key (business_id, from_location_id) references locations (business_id, id),
    constraint travel_times_to foreign key (business_id, to_location_id) references locations (business_id, id),
    constraint travel_times_order check (from_location_id < to_location_id),
    constraint travel_times_minutes check (minutes between 1 and 1440)
);
