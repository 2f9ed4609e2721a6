-- The tables of today on SQLite, to be read: bin/schema writes this from what the migrations make.

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
create unique index account_customers_of_customer on account_customers (business_id, customer_id) where relation = 'self';
create index account_customers_of_dependant on account_customers (business_id, customer_id) where relation = 'dependant';
create unique index account_customers_one_self on account_customers (business_id, account_id) where relation = 'self';

create table account_identities (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    issuer text not null,
    subject text not null,
    email text not null default '',
    linked_at bigint not null,
    used_at bigint,
    constraint account_identities_pkey primary key (business_id, id),
    constraint account_identities_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create index account_identities_of_account on account_identities (business_id, account_id);
create unique index account_identities_subject on account_identities (business_id, issuer, subject);

create table account_passkeys (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    name text not null,
    credential_id text not null,
    public_key text not null,
    counter bigint not null default 0,
    synced integer not null default 0,
    created_at bigint not null,
    used_at bigint,
    constraint account_passkeys_pkey primary key (business_id, id),
    constraint account_passkeys_account foreign key (business_id, account_id) references accounts (business_id, id),
    constraint account_passkeys_synced check (synced in (0, 1))
);
create unique index account_passkeys_credential on account_passkeys (business_id, credential_id);
create index account_passkeys_of_account on account_passkeys (business_id, account_id);

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
    expires_at bigint not null, staff_member_id bigint, staff_session_id bigint,
    constraint account_sessions_pkey primary key (business_id, id),
    constraint account_sessions_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create index account_sessions_by_end on account_sessions (expires_at);
create index account_sessions_of_account on account_sessions (business_id, account_id);
create unique index account_sessions_token on account_sessions (business_id, token_hash);

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
create unique index accounts_email on accounts (email_key, business_id);

create table activities (
    business_id bigint not null,
    id bigint not null,
    at bigint not null,
    type text not null,
    actor text not null,
    actor_id bigint,
    subject_id bigint not null,
    data text not null default '{}', by_staff_id bigint,
    constraint activities_pkey primary key (business_id, id),
    constraint activities_business foreign key (business_id) references businesses (id)
);
create index activities_by_type on activities (business_id, type, id) where type not like 'booking.%';
create index activities_of_subject on activities (business_id, subject_id, id);

create table add_on_services (
    business_id bigint not null,
    add_on_id bigint not null,
    service_id bigint not null,
    constraint add_on_services_pkey primary key (business_id, add_on_id, service_id),
    constraint add_on_services_add_on foreign key (business_id, add_on_id) references add_ons (business_id, id) on delete cascade,
    constraint add_on_services_service foreign key (business_id, service_id) references services (business_id, id) on delete cascade
);
create index add_on_services_service on add_on_services (business_id, service_id);

create table add_ons (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    description text not null default '',
    translations text not null default '{}',
    duration_minutes integer not null,
    price_amount bigint not null,
    position integer not null default 0,
    active integer not null default 1,
    version bigint not null default 1,
    constraint add_ons_pkey primary key (business_id, id),
    constraint add_ons_business foreign key (business_id) references businesses (id),
    constraint add_ons_duration check (duration_minutes between 0 and 1440),
    constraint add_ons_price check (price_amount >= 0),
    constraint add_ons_active check (active in (0, 1))
);

create table api_keys (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    secret_hash text not null,
    grants text not null,
    made_by bigint,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    used_at bigint,
    constraint api_keys_pkey primary key (business_id, id),
    constraint api_keys_business foreign key (business_id) references businesses (id),
    constraint api_keys_staff foreign key (business_id, made_by) references staff_members (business_id, id)
);
create index api_keys_by_staff on api_keys (business_id, made_by) where made_by is not null;

create table appointments (
    business_id bigint not null,
    id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    location_id bigint,
    starts_at bigint not null,
    ends_at bigint not null,
    local_start text not null,
    time_zone text not null,
    capacity integer not null default 1,
    seats_taken integer not null default 1,
    live integer not null default 1, stands integer not null default 0 constraint appointments_stands check (stands in (0, 1)),
    constraint appointments_pkey primary key (business_id, id),
    constraint appointments_service foreign key (business_id, service_id) references services (business_id, id),
    constraint appointments_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint appointments_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint appointments_span check (starts_at < ends_at),
    constraint appointments_capacity check (capacity between 1 and 1000),
    constraint appointments_seats check (seats_taken between 0 and capacity),
    constraint appointments_live check (live in (0, 1))
) without rowid;
create index appointments_by_start on appointments (business_id, starts_at, provider_id);
create index appointments_live on appointments (ends_at) where live = 1;
create index appointments_with_places on appointments (business_id, provider_id, starts_at)
    where live = 1 and seats_taken < capacity;

create table archive_pieces (
    business_id bigint not null,
    archive_id bigint not null,
    name text not null,
    content bytea not null,
    constraint archive_pieces_pkey primary key (business_id, archive_id, name),
    constraint archive_pieces_archive foreign key (business_id, archive_id) references archives (business_id, id)
);

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
create index archives_by_end on archives (expires_at);
create index archives_of_customer on archives (business_id, customer_id, id);

create table blocked_times (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    reason text not null default '',
    constraint blocked_times_pkey primary key (business_id, id),
    constraint blocked_times_business foreign key (business_id) references businesses (id),
    constraint blocked_times_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint blocked_times_minutes check (0 <= from_minute and from_minute < 1440 and from_minute < to_minute
        and to_minute - from_minute <= 1440)
);
create index blocked_times_by_day on blocked_times (business_id, day);

create table booking_answers (
    business_id bigint not null,
    booking_id bigint not null,
    field_id bigint not null,
    position integer not null,
    kind text not null,
    key text not null,
    label text not null,
    value text not null,
    told text not null,
    translations text not null default '{}',
    constraint booking_answers_pkey primary key (business_id, booking_id, field_id),
    constraint booking_answers_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint booking_answers_field foreign key (business_id, field_id) references extra_fields (business_id, id)
);
create index booking_answers_field on booking_answers (business_id, field_id);

create table booking_files (
    business_id bigint not null,
    booking_id bigint not null,
    field_id bigint not null,
    media_type text not null,
    content bytea not null,
    constraint booking_files_pkey primary key (business_id, booking_id, field_id),
    constraint booking_files_answer foreign key (business_id, booking_id, field_id)
        references booking_answers (business_id, booking_id, field_id) on delete cascade,
    constraint booking_files_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
    constraint booking_files_size check (length(content) <= 5242880)
);

create table booking_links (
    business_id bigint not null,
    token_hash text not null,
    booking_id bigint not null,
    created_at bigint not null,
    used_at bigint,
    expires_at bigint,  -- of a link to see it in the panel (FEATURES 1.17); null: as long as the booking is of interest
    constraint booking_links_pkey primary key (business_id, token_hash),
    constraint booking_links_booking foreign key (business_id, booking_id) references bookings (business_id, id)
);
create index booking_links_of_booking on booking_links (business_id, booking_id);

create table bookings (
    business_id bigint not null,
    id bigint not null,
    appointment_id bigint not null,
    visit_id bigint not null,
    customer_id bigint not null,
    status text not null,
    price_amount bigint not null,
    currency text not null,
    given_name text not null,
    given_surname text not null,
    given_email text not null,
    given_phone text not null,
    customer_verified integer not null default 0,
    name_differs integer not null default 0,
    note text not null default '',
    language text not null,
    visitor_time_zone text not null default '',
    manage_token_hash text not null,
    calendar_sequence integer not null default 0,
    consent_at bigint,
    created_at bigint not null,
    changed_at bigint not null,
    hidden_at bigint,
    paid_at bigint, add_ons text not null default '', version integer not null default 1, internal_note text not null default '', overbooking text not null default '', deleted_at bigint, source text not null default ''
        constraint bookings_source check (source = '' or source = 'page' or source = 'embed' or source = 'link'
            or source = 'api' or source = 'staff'), visit_part integer not null default 0
        constraint bookings_visit_part check (visit_part between 0 and 104), attendee text not null default '', attendee_key text not null default '', attendee_surname_key text not null default '',
    constraint bookings_pkey primary key (business_id, id),
    constraint bookings_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint bookings_visit foreign key (business_id, visit_id) references visits (business_id, id),
    constraint bookings_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint bookings_status check (status = 'pending' or status = 'approved' or status = 'declined'
        or status = 'cancelled' or status = 'completed' or status = 'no_show'),
    constraint bookings_price check (price_amount >= 0),
    constraint bookings_customer_verified check (customer_verified in (0, 1)),
    constraint bookings_name_differs check (name_differs in (0, 1))
);
create index bookings_by_attendee on bookings (business_id, attendee_key) where attendee_key <> '';
create index bookings_by_attendee_surname on bookings (business_id, attendee_surname_key)
where attendee_surname_key <> '';
create index bookings_cancelled on bookings (business_id, changed_at) where status = 'cancelled';
create index bookings_deleted on bookings (business_id, deleted_at) where deleted_at is not null;
create index bookings_of_appointment on bookings (business_id, appointment_id);
create index bookings_of_customer on bookings (business_id, customer_id, id);
create index bookings_of_visit on bookings (business_id, visit_id) where visit_part > 0;
create index bookings_pending on bookings (business_id, appointment_id) where status = 'pending';

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
    created_at bigint not null, kind text not null default '', look_layout text not null default 'cards'
    constraint businesses_look_layout check (look_layout in ('cards', 'list', 'compact')), look_font text not null default 'system'
    constraint businesses_look_font check (look_font in ('system', 'serif', 'rounded')), look_corners text not null default 'soft'
    constraint businesses_look_corners check (look_corners in ('soft', 'round', 'square')), look_density text not null default 'roomy'
    constraint businesses_look_density check (look_density in ('roomy', 'dense')), suspended_at bigint, suspended_why text not null default '', staff_max integer
    constraint businesses_staff_max check (staff_max between 1 and 1000000), customers_max integer
    constraint businesses_customers_max check (customers_max between 0 and 100000000), mails_a_day_max integer
    constraint businesses_mails_a_day_max check (mails_a_day_max between 0 and 100000000), host text null,
    constraint businesses_pkey primary key (id),
    constraint businesses_listed check (listed in (0, 1)),
    constraint businesses_reschedule_rule check (reschedule_rule in ('always', 'never', 'before')),
    constraint businesses_reschedule_minutes check (reschedule_minutes >= 0),
    constraint businesses_cancel_rule check (cancel_rule in ('always', 'never', 'before')),
    constraint businesses_cancel_minutes check (cancel_minutes >= 0)
);
create unique index businesses_host on businesses (host) where host is not null;
create index businesses_keys_stale on businesses (id)
    where languages <> keys_language and languages not like keys_language || ' %';
create index businesses_listed on businesses (name, id) where listed = 1 and suspended_at is null;
create unique index businesses_slug on businesses (slug);
create index businesses_with_mail_limit on businesses (id) where mails_a_day_max is not null;

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

create table calendar_versions (
    business_id bigint not null,
    provider_id bigint not null,
    version bigint not null,
    from_at bigint,
    until_at bigint,
    constraint calendar_versions_pkey primary key (business_id, provider_id),
    constraint calendar_versions_business foreign key (business_id) references businesses (id)
);

create table categories (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    translations text not null default '{}',
    position integer not null default 0,
    constraint categories_pkey primary key (business_id, id),
    constraint categories_business foreign key (business_id) references businesses (id)
);

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

create table customer_deletions (
    business_id bigint not null,
    customer_id bigint not null,
    deleted_at bigint not null,
    name text not null,
    kept text not null,
    constraint customer_deletions_pkey primary key (business_id, customer_id),
    constraint customer_deletions_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create index customer_deletions_by_age on customer_deletions (deleted_at);
create index customer_deletions_latest on customer_deletions (business_id, deleted_at, customer_id);

create table customer_export_rows (
    business_id bigint not null,
    export_id bigint not null,
    position bigint not null,
    customer_id bigint not null,
    content text not null,
    constraint customer_export_rows_pkey primary key (business_id, export_id, position),
    constraint customer_export_rows_export foreign key (business_id, export_id)
        references customer_exports (business_id, id),
    constraint customer_export_rows_customer foreign key (business_id, customer_id)
        references customers (business_id, id)
);
create unique index customer_export_rows_of_customer on customer_export_rows (business_id, customer_id, export_id);

create table customer_exports (
    business_id bigint not null,
    id bigint not null,
    staff_id bigint not null,
    format text not null,
    language text not null,
    wanted text not null,
    state text not null default 'making',
    mark text not null default '',
    count bigint not null default 0,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_exports_pkey primary key (business_id, id),
    constraint customer_exports_business foreign key (business_id) references businesses (id),
    constraint customer_exports_format check (format in ('xlsx', 'csv', 'vcf')),
    constraint customer_exports_state check (state in ('making', 'ready', 'stopped'))
);
create index customer_exports_by_end on customer_exports (expires_at);
create index customer_exports_of_member on customer_exports (business_id, staff_id, id);

create table customer_field_values (
    business_id bigint not null,
    customer_id bigint not null,
    field_id bigint not null,
    value text not null,
    constraint customer_field_values_pkey primary key (business_id, customer_id, field_id),
    constraint customer_field_values_customer foreign key (business_id, customer_id)
        references customers (business_id, id),
    constraint customer_field_values_field foreign key (business_id, field_id)
        references customer_fields (business_id, id),
    constraint customer_field_values_value check (value <> '')
);
create index customer_field_values_of_field on customer_field_values (business_id, field_id, customer_id);

create table customer_fields (
    business_id bigint not null,
    id bigint not null,
    kind text not null,
    label text not null,
    help text not null default '',
    translations text not null default '{}',
    options text not null default '[]',
    required integer not null default 0,
    seen_by text not null default 'managers',
    changed_by text not null default 'managers',
    asked_online integer not null default 0,
    in_profile integer not null default 0,
    position integer not null,
    version bigint not null default 1,
    constraint customer_fields_pkey primary key (business_id, id),
    constraint customer_fields_business foreign key (business_id) references businesses (id),
    constraint customer_fields_kind check (kind in ('text', 'long_text', 'number', 'date', 'choice', 'yes_no')),
    constraint customer_fields_required check (required in (0, 1)),
    constraint customer_fields_seen_by check (seen_by in ('everybody', 'managers', 'owners')),
    constraint customer_fields_changed_by check (changed_by in ('managers', 'owners')),
    constraint customer_fields_asked_online check (asked_online in (0, 1)),
    constraint customer_fields_in_profile check (in_profile in (0, 1))
);

create table customer_labels (
    business_id bigint not null,
    customer_id bigint not null,
    label_id bigint not null,
    constraint customer_labels_pkey primary key (business_id, customer_id, label_id),
    constraint customer_labels_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_labels_label foreign key (business_id, label_id) references labels (business_id, id)
);
create index customer_labels_by_label on customer_labels (business_id, label_id, customer_id);

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
create index customer_merges_by_age on customer_merges (merged_at) where kept <> '';
create index customer_merges_of_survivor on customer_merges (business_id, survivor_id, customer_id);

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

create virtual table customer_search using fts5(key, content='', columnsize=0, detail=none,
    tokenize='trigram case_sensitive 1');

create table 'customer_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

create table 'customer_search_data'(id INTEGER PRIMARY KEY, block BLOB);

create table 'customer_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

create table customer_selections (
    business_id bigint not null,
    id bigint not null,
    doing text not null,
    label_id bigint,
    undoes_id bigint,
    state text not null default 'doing',
    count bigint not null,
    done bigint not null default 0,
    refused bigint not null default 0,
    staff_id bigint not null,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_selections_pkey primary key (business_id, id),
    constraint customer_selections_business foreign key (business_id) references businesses (id),
    constraint customer_selections_doing check (doing in ('delete', 'restore', 'label', 'unlabel')),
    constraint customer_selections_label check ((doing in ('label', 'unlabel')) = (label_id is not null)),
    constraint customer_selections_undoes check ((doing = 'restore') = (undoes_id is not null)),
    constraint customer_selections_state check (state in ('doing', 'done', 'stopped'))
);
create index customer_selections_by_end on customer_selections (expires_at);
create unique index customer_selections_undone on customer_selections (business_id, undoes_id)
    where undoes_id is not null;

create table customer_services (
    business_id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    duration_minutes integer,
    price_amount bigint,
    constraint customer_services_pkey primary key (business_id, customer_id, service_id),
    constraint customer_services_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_services_service foreign key (business_id, service_id) references services (business_id, id),
    constraint customer_services_duration check (duration_minutes between 1 and 1440),
    constraint customer_services_price check (price_amount >= 0),
    constraint customer_services_something check (duration_minutes is not null or price_amount is not null)
);
create index customer_services_by_service on customer_services (business_id, service_id);

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
    translations text not null default '{}', hold_minutes integer not null default 0
        constraint customer_settings_hold_minutes check (hold_minutes between 0 and 30), offer_minutes integer not null default 60
        constraint customer_settings_offer_minutes check (offer_minutes between 5 and 1440), offers_from_hour integer not null default 8
        constraint customer_settings_offers_from_hour check (offers_from_hour between 0 and 23), offers_until_hour integer not null default 21
        constraint customer_settings_offers_until_hour check (offers_until_hour between 1 and 24),
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

create table customer_visits (
    business_id bigint not null,
    customer_id bigint not null,
    last_at bigint not null default 0,
    next_at bigint not null default 0,
    constraint customer_visits_pkey primary key (business_id, customer_id)
) without rowid;
create index customer_visits_by_last on customer_visits (business_id, last_at, customer_id);
create index customer_visits_by_next on customer_visits (business_id, next_at, customer_id);

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
    version bigint not null default 1, walk_in integer not null default 0, surname_key text not null default '', more_phones text not null default '', street text not null default '', postal_code text not null default '', city text not null default '', country text not null default '',
    constraint customers_pkey primary key (business_id, id),
    constraint customers_business foreign key (business_id) references businesses (id),
    constraint customers_email_with_key check ((email is null) = (email_key is null)),
    constraint customers_gender check (gender = '' or gender = 'female' or gender = 'male' or gender = 'other'),
    constraint customers_remind_by_email check (remind_by_email in (0, 1)),
    constraint customers_remind_by_sms check (remind_by_sms in (0, 1)),
    constraint customers_keys_stale check (keys_stale in (0, 1))
);
create index customers_by_age on customers (business_id, created_at, id);
create index customers_by_birthday on customers (business_id, date_of_birth) where date_of_birth is not null;
create index customers_by_first_name on customers (business_id, search_key) where anonymised_at is null;
create index customers_by_language on customers (business_id, language, id) where anonymised_at is null;
create index customers_by_name on customers (business_id, sort_key, id, search_key) where anonymised_at is null;
create index customers_by_number on customers (business_id, customer_number, id) where anonymised_at is null;
create index customers_by_phone on customers (business_id, phone, id) where anonymised_at is null;
create index customers_by_surname on customers (business_id, surname_key) where anonymised_at is null;
create unique index customers_email on customers (business_id, email_key);
create unique index customers_number on customers (business_id, customer_number) where customer_number <> '';
create index customers_stale on customers (business_id, id) where keys_stale = 1;
create unique index customers_walk_in on customers (business_id) where walk_in = 1;
create index customers_with_trouble on customers (business_id, id) where email_trouble <> '';
create index customers_without_email on customers (business_id, id) where email_key is null and anonymised_at is null;
create trigger customers_search_delete after delete on customers when old.search_key <> ''
begin
    insert into customer_search (customer_search, rowid, key) values ('delete', old.id, old.search_key);
end;
create trigger customers_search_insert after insert on customers when new.search_key <> ''
begin
    insert into customer_search (rowid, key) values (new.id, new.search_key);
end;
create trigger customers_search_update after update of search_key on customers when new.search_key <> old.search_key
begin
    insert into customer_search (customer_search, rowid, key)
    select 'delete', old.id, old.search_key where old.search_key <> '';
    insert into customer_search (rowid, key) select new.id, new.search_key where new.search_key <> '';
end;

create table day_notes (
    business_id bigint not null,
    id bigint not null,
    day integer not null,
    location_id bigint,
    provider_id bigint,
    text text not null,
    version bigint not null default 1,
    constraint day_notes_pkey primary key (business_id, id),
    constraint day_notes_business foreign key (business_id) references businesses (id),
    constraint day_notes_location foreign key (business_id, location_id) references locations (business_id, id) on delete cascade,
    constraint day_notes_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint day_notes_text check (length(text) between 1 and 500)
);
create index day_notes_by_day on day_notes (business_id, day);
create index day_notes_of_location on day_notes (business_id, location_id);

create table days_off (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint,
    first_day integer not null,
    last_day integer not null,
    reason text not null default '', yearly integer not null default 0
    constraint days_off_yearly check (yearly in (0, 1)),
    constraint days_off_pkey primary key (business_id, id),
    constraint days_off_business foreign key (business_id) references businesses (id),
    constraint days_off_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint days_off_order check (first_day <= last_day)
);
create index days_off_by_day on days_off (business_id, last_day);

create table demo_businesses (
    business_id bigint not null,
    constraint demo_businesses_pkey primary key (business_id),
    constraint demo_businesses_business foreign key (business_id) references businesses (id)
);

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

create table events (
    business_id bigint not null,
    id bigint not null,
    service_id bigint not null,
    state text not null,
    who_may_book text not null,
    created_at bigint not null,
    changed_at bigint not null,
    over_at bigint,
    version bigint not null default 1,
    constraint events_pkey primary key (business_id, id),
    constraint events_service foreign key (business_id, service_id) references services (business_id, id),
    constraint events_state check (state in ('draft', 'published', 'cancelled', 'deleted')),
    constraint events_who_may_book check (who_may_book in ('everybody', 'signed_in', 'link'))
);
create unique index events_of_service on events (business_id, service_id);
create index events_open on events (business_id, id) where over_at is null and state <> 'deleted';
create index events_over on events (business_id, over_at, id) where over_at is not null and state <> 'deleted';

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

create table extra_field_conditions (
    business_id bigint not null,
    field_id bigint not null,
    on_field_id bigint not null,
    value text not null,
    constraint extra_field_conditions_pkey primary key (business_id, field_id),
    constraint extra_field_conditions_field foreign key (business_id, field_id) references extra_fields (business_id, id) on delete cascade,
    constraint extra_field_conditions_on_field foreign key (business_id, on_field_id) references extra_fields (business_id, id)
);
create index extra_field_conditions_on_field on extra_field_conditions (business_id, on_field_id);

create table extra_field_services (
    business_id bigint not null,
    field_id bigint not null,
    service_id bigint not null,
    constraint extra_field_services_pkey primary key (business_id, field_id, service_id),
    constraint extra_field_services_field foreign key (business_id, field_id) references extra_fields (business_id, id) on delete cascade,
    constraint extra_field_services_service foreign key (business_id, service_id) references services (business_id, id) on delete cascade
);
create index extra_field_services_service on extra_field_services (business_id, service_id);

create table extra_fields (
    business_id bigint not null,
    id bigint not null,
    key text not null,
    kind text not null,
    label text not null,
    help text not null default '',
    translations text not null default '{}',
    options text not null default '[]',
    required integer not null default 0,
    all_services integer not null default 1,
    position integer not null default 0,
    active integer not null default 1,
    version bigint not null default 1,
    constraint extra_fields_pkey primary key (business_id, id),
    constraint extra_fields_business foreign key (business_id) references businesses (id),
    constraint extra_fields_kind check (kind in ('text', 'long_text', 'choice', 'choices', 'yes_no', 'date', 'file')),
    constraint extra_fields_required check (required in (0, 1)),
    constraint extra_fields_all_services check (all_services in (0, 1)),
    constraint extra_fields_active check (active in (0, 1))
);
create unique index extra_fields_key on extra_fields (business_id, key);

create table former_slugs (
    slug text not null,
    business_id bigint not null,
    left_at bigint not null,
    constraint former_slugs_pkey primary key (slug),
    constraint former_slugs_business foreign key (business_id) references businesses (id)
);
create index former_slugs_of_business on former_slugs (business_id);

create table holds (
    business_id bigint not null,
    appointment_id bigint not null,
    purpose text not null,
    visitor_hash text not null,
    network_hash text not null,
    created_at bigint not null,
    expires_at bigint not null, place_in bigint,
    constraint holds_pkey primary key (business_id, appointment_id),
    constraint holds_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint holds_span check (created_at < expires_at)
);
create index holds_by_expiry on holds (expires_at);
create index holds_of_network on holds (business_id, network_hash);
create index holds_of_places on holds (business_id, place_in) where place_in is not null;
create unique index holds_of_visitor on holds (business_id, visitor_hash);

create table host_requests (
    business_id bigint not null,
    host text not null,
    asked_at bigint not null,
    refused_at bigint,
    refused_why text not null default '',
    constraint host_requests_pkey primary key (business_id),
    constraint host_requests_business foreign key (business_id) references businesses (id)
);
create index host_requests_open on host_requests (asked_at) where refused_at is null;

create table idempotency_keys (
    business_id bigint not null,
    key_hash text not null,
    request_hash text not null,
    sealed_answer text not null,
    created_at bigint not null,
    constraint idempotency_keys_pkey primary key (business_id, key_hash),
    constraint idempotency_keys_business foreign key (business_id) references businesses (id)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table identity_providers (
    business_id bigint not null,
    id bigint not null,
    kind text not null,
    name text not null,
    issuer text not null,
    client_id text not null,
    sealed_secret text not null default '',
    enabled integer not null default 0,
    created_at bigint not null,
    constraint identity_providers_pkey primary key (business_id, id),
    constraint identity_providers_business foreign key (business_id) references businesses (id),
    constraint identity_providers_kind check (kind in ('google', 'facebook', 'openid')),
    constraint identity_providers_enabled check (enabled in (0, 1))
);
create unique index identity_providers_issuer on identity_providers (business_id, issuer);

create table import_changes (
    business_id bigint not null,
    import_id bigint not null,
    customer_id bigint not null,
    row_number bigint not null,
    is_new integer not null,
    before text not null default '{}',
    after text not null default '{}',
    labels text not null default '[]',
    happened integer not null default 0,
    outcome text not null default '',
    left_as_is text not null default '[]',
    at bigint not null,
    constraint import_changes_pkey primary key (business_id, import_id, customer_id),
    constraint import_changes_import foreign key (business_id, import_id) references imports (business_id, id),
    constraint import_changes_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint import_changes_is_new check (is_new in (0, 1)),
    constraint import_changes_outcome check (outcome in ('', 'taken_back', 'kept'))
);
create index import_changes_kept on import_changes (business_id, import_id, row_number) where outcome = 'kept';
create index import_changes_of_customer on import_changes (business_id, customer_id);

create table import_chunks (
    business_id bigint not null,
    import_id bigint not null,
    first_row bigint not null,
    content bytea not null,
    constraint import_chunks_pkey primary key (business_id, import_id, first_row),
    constraint import_chunks_import foreign key (business_id, import_id) references imports (business_id, id)
);

create table import_keys (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    match bigint not null,
    name_match bigint not null,
    row_number bigint not null,
    constraint import_keys_pkey primary key (business_id, import_id, round, match)
) without rowid;

create table import_mappings (
    business_id bigint not null,
    fingerprint text not null,
    settings text not null,
    used_at bigint not null,
    constraint import_mappings_pkey primary key (business_id, fingerprint),
    constraint import_mappings_business foreign key (business_id) references businesses (id)
);
create index import_mappings_by_use on import_mappings (business_id, used_at);

create table import_problems (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    row_number bigint not null,
    fails integer not null,
    cells text not null,
    problems text not null,
    constraint import_problems_pkey primary key (business_id, import_id, round, row_number),
    constraint import_problems_import foreign key (business_id, import_id) references imports (business_id, id),
    constraint import_problems_fails check (fails in (0, 1))
);

create table imports (
    business_id bigint not null,
    id bigint not null,
    state text not null,
    file_name text not null,
    bytes bigint not null,
    encoding text not null,
    delimiter text not null,
    fingerprint text not null default '',
    columns text not null default '[]',
    row_count bigint not null default 0,
    settings text not null default '{}',
    remembered integer not null default 0,
    round bigint not null default 0,
    at_row bigint not null default 0,
    at_customer bigint not null default 0,
    asked_by bigint,
    added bigint not null default 0,
    changed bigint not null default 0,
    left_alone bigint not null default 0,
    failed bigint not null default 0,
    taken_back bigint not null default 0,
    kept bigint not null default 0,
    problems text not null default '{}',
    stopped integer not null default 0,
    leftovers integer not null default 0,
    staff_member_id bigint,
    created_at bigint not null,
    finished_at bigint,
    expires_at bigint not null,
    constraint imports_pkey primary key (business_id, id),
    constraint imports_business foreign key (business_id) references businesses (id),
    constraint imports_state check (state in ('reading', 'mapping', 'checking', 'checked', 'importing', 'done', 'undoing',
        'undone')),
    constraint imports_remembered check (remembered in (0, 1)),
    constraint imports_stopped check (stopped in (0, 1)),
    constraint imports_leftovers check (leftovers in (0, 1))
);
create index imports_by_end on imports (expires_at);
create index imports_with_leftovers on imports (business_id, id) where leftovers = 1;

create table installation (
    name text not null,
    value text not null,
    constraint installation_pkey primary key (name)
);

create table installation_attempts (
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint installation_attempts_pkey primary key (key_hash)
);
create index installation_attempts_by_age on installation_attempts (since);

create table jobs (
    business_id bigint not null,
    id bigint not null,
    activity_id bigint not null,
    kind text not null,
    payload text not null default '{}',
    run_at bigint not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    pieces_done integer not null default 0,
    pieces_all integer not null default 0,
    leased_until bigint,
    last_error text not null default '',
    finished_at bigint,
    constraint jobs_pkey primary key (business_id, id),
    constraint jobs_activity foreign key (business_id, activity_id) references activities (business_id, id),
    constraint jobs_state check (state = 'waiting' or state = 'leased' or state = 'done' or state = 'dropped' or state = 'dead')
);
create index jobs_dead on jobs (finished_at) where state = 'dead';
create index jobs_due on jobs (run_at) where state in ('waiting', 'leased');
create index jobs_finished on jobs (finished_at) where state in ('done', 'dropped');
create unique index jobs_once_per_activity on jobs (business_id, activity_id, kind);

create table labels (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    name_key text not null,
    colour text not null default '',
    created_at bigint not null,
    version bigint not null default 1,
    constraint labels_pkey primary key (business_id, id),
    constraint labels_business foreign key (business_id) references businesses (id)
);
create unique index labels_name on labels (business_id, name_key);

create table locations (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    address text not null default '',
    position integer not null default 0, phone text not null default '', map_url text not null default '', directions text not null default '', version bigint not null default 1,
    constraint locations_pkey primary key (business_id, id),
    constraint locations_business foreign key (business_id) references businesses (id)
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

create table mail_days (
    business_id bigint not null,
    day integer not null,
    sent integer not null,
    constraint mail_days_pkey primary key (business_id, day),
    constraint mail_days_business foreign key (business_id) references businesses (id)
);
create index mail_days_by_day on mail_days (day);

create table message_template_texts (
    business_id bigint not null,
    template_id bigint not null,
    language text not null,
    subject text not null,
    html text not null,
    text text not null,
    constraint message_template_texts_pkey primary key (business_id, template_id, language),
    constraint message_template_texts_template foreign key (business_id, template_id)
        references message_templates (business_id, id)
);

create table message_templates (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    shipped text not null default '',
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1, link_minutes integer
    constraint message_templates_link_minutes check (link_minutes between 15 and 43200),
    constraint message_templates_pkey primary key (business_id, id),
    constraint message_templates_business foreign key (business_id) references businesses (id)
);

create table messages (
    business_id bigint not null,
    id bigint not null,
    run_id bigint,
    action_id bigint,
    template_id bigint,
    happens text not null,
    channel text not null,
    customer_id bigint,
    booking_id bigint,
    subject_id bigint,
    planned_start bigint,
    recipient_name text not null default '',
    address text not null,
    address_key text not null,
    language text not null,
    subject text not null,
    html text not null,
    text text not null,
    attach_calendar integer not null default 0,
    fixed integer not null default 0,
    password_hash text,
    state text not null,
    why text not null default '',
    why_values text not null default '[]',
    reply text not null default '',
    attempts integer not null default 0,
    wanted_at bigint not null,
    due_at bigint not null,
    leased_until bigint,
    last_attempt_at bigint,
    finished_at bigint,
    message_id text not null,
    created_at bigint not null, recipient text not null default 'customer'
    constraint messages_recipient check (recipient = 'customer' or recipient = 'staff' or recipient = 'address'), staff_member_id bigint,
    constraint messages_pkey primary key (business_id, id),
    constraint messages_business foreign key (business_id) references businesses (id),
    constraint messages_run foreign key (business_id, run_id) references workflow_runs (business_id, id),
    constraint messages_template foreign key (business_id, template_id) references message_templates (business_id, id),
    constraint messages_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint messages_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint messages_attach_calendar check (attach_calendar in (0, 1)),
    constraint messages_fixed check (fixed in (0, 1)),
    constraint messages_state check (state = 'waiting' or state = 'sending' or state = 'sent' or state = 'not_sent'
        or state = 'refused' or state = 'failed' or state = 'dropped')
);
create index messages_by_state on messages (business_id, state, id);
create index messages_due on messages (channel, due_at, id) where state in ('waiting', 'sending');
create index messages_failed on messages (finished_at) where state = 'failed';
create index messages_of_address on messages (business_id, address_key);
create index messages_of_booking on messages (business_id, booking_id);
create index messages_of_customer on messages (business_id, customer_id, id);
create unique index messages_once_per_action on messages (business_id, run_id, action_id, address_key);

create table notice_addresses (
    business_id bigint not null,
    id bigint not null,
    address text not null,
    address_key text not null,
    asked_at bigint,
    token_hash text,
    expires_at bigint,
    confirmed_at bigint,
    constraint notice_addresses_pkey primary key (business_id, id),
    constraint notice_addresses_business foreign key (business_id) references businesses (id),
    constraint notice_addresses_link check ((token_hash is null) = (expires_at is null))
);
create unique index notice_addresses_once on notice_addresses (business_id, address_key);
create unique index notice_addresses_token on notice_addresses (business_id, token_hash);

create table occupancies (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    location_id bigint,
    constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id, starts_at),
    constraint occupancies_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint occupancies_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint occupancies_span check (starts_at < ends_at and ends_at - starts_at <= 2678400),
    constraint occupancies_quantity check (quantity >= 1),
    constraint occupancies_exclusive check (exclusive in (0, 1))
) without rowid;
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);
create trigger occupancies_insert before insert on occupancies
begin
    select raise(abort, 'occupancies_exclusive')
    where (new.exclusive = 1) <> ((select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id) = 1);
    select raise(abort, 'occupancies_no_overlap')
    where new.exclusive = 1 and (
        select o.ends_at from occupancies o
        where o.business_id = new.business_id and o.occupant_id = new.occupant_id and o.starts_at < new.ends_at
        order by o.starts_at desc limit 1) > new.starts_at;
end;
create trigger occupancies_no_overlap_update before update on occupancies
begin select raise(abort, 'occupancies_no_overlap'); end;
create trigger occupancies_within_quantity_insert after insert on occupancies when new.exclusive = 0 and exists (
    select 1
    from (select new.starts_at as moment union
          select p.starts_at from occupancies p
          where p.business_id = new.business_id and p.occupant_id = new.occupant_id
            and p.starts_at > new.starts_at and p.starts_at < new.ends_at) m
    where (select sum(o.quantity) from occupancies o
           where o.business_id = new.business_id and o.occupant_id = new.occupant_id
             and o.starts_at <= m.moment and o.starts_at > m.moment - 2678400 and o.ends_at > m.moment)
        > (select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id))
begin select raise(abort, 'occupancies_within_quantity'); end;

create table occupants (
    business_id bigint not null,
    id bigint not null,
    quantity integer not null default 1,
    version bigint not null default 1,
    constraint occupants_pkey primary key (business_id, id),
    constraint occupants_business foreign key (business_id) references businesses (id),
    constraint occupants_quantity check (quantity between 1 and 1000)
);
create trigger occupants_quantity_update before update of quantity on occupants
when new.quantity <> old.quantity and exists (
    select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
begin select raise(abort, 'occupants_quantity_in_use'); end;

create table onboarding_steps (
    business_id bigint not null,
    step text not null,
    done_at bigint not null,
    constraint onboarding_steps_pkey primary key (business_id, step),
    constraint onboarding_steps_business foreign key (business_id) references businesses (id)
);

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
create index one_time_links_by_end on one_time_links (expires_at);
create index one_time_links_of_subject on one_time_links (business_id, subject_id);
create unique index one_time_links_token on one_time_links (business_id, token_hash);

create table opening_hours (
    business_id bigint not null,
    id bigint not null,
    location_id bigint,
    weekday integer not null,
    from_minute integer not null,
    to_minute integer not null,
    constraint opening_hours_pkey primary key (business_id, id),
    constraint opening_hours_business foreign key (business_id) references businesses (id),
    constraint opening_hours_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint opening_hours_weekday check (weekday between 1 and 7),
    constraint opening_hours_minutes check (0 <= from_minute and from_minute < 1440 and from_minute < to_minute
        and to_minute - from_minute <= 1440)
);

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
create index operator_activities_by_age on operator_activities (at);
create index operator_activities_of_business on operator_activities (business_id, id);

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
create index operator_links_by_end on operator_links (expires_at);
create index operator_links_of_operator on operator_links (operator_id);
create unique index operator_links_token on operator_links (token_hash);

create table operator_recovery_codes (
    operator_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint operator_recovery_codes_pkey primary key (operator_id, code_hash),
    constraint operator_recovery_codes_operator foreign key (operator_id) references operators (id)
);

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
create index operator_sessions_by_end on operator_sessions (expires_at);
create index operator_sessions_of_operator on operator_sessions (operator_id);
create unique index operator_sessions_token on operator_sessions (token_hash);

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

create table overbooked (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null,
    location_id bigint,
    constraint overbooked_pkey primary key (business_id, appointment_id, occupant_id, starts_at),
    constraint overbooked_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint overbooked_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint overbooked_span check (starts_at < ends_at),
    constraint overbooked_quantity check (quantity >= 1)
) without rowid;
create index overbooked_of_occupant on overbooked (business_id, occupant_id, starts_at);

create table passkey_challenges (
    business_id bigint not null,
    challenge_hash text not null,
    purpose text not null,
    expires_at bigint not null,
    constraint passkey_challenges_pkey primary key (business_id, challenge_hash),
    constraint passkey_challenges_business foreign key (business_id) references businesses (id)
);
create index passkey_challenges_by_end on passkey_challenges (expires_at);

create table picture_sizes (
    business_id bigint not null,
    picture_id bigint not null,
    width integer not null,
    height integer not null,
    media_type text not null,
    content bytea not null,
    constraint picture_sizes_pkey primary key (business_id, picture_id, width),
    constraint picture_sizes_picture foreign key (business_id, picture_id) references pictures (business_id, id) on delete cascade,
    constraint picture_sizes_pixels check (width between 1 and 4096 and height between 1 and 4096),
    constraint picture_sizes_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    constraint picture_sizes_size check (length(content) <= 262144)
);

create table pictures (
    business_id bigint not null,
    id bigint not null,
    service_id bigint,
    provider_id bigint,
    constraint pictures_pkey primary key (business_id, id),
    constraint pictures_business foreign key (business_id) references businesses (id),
    constraint pictures_service foreign key (business_id, service_id) references services (business_id, id) on delete cascade,
    constraint pictures_provider foreign key (business_id, provider_id) references providers (business_id, id) on delete cascade,
    constraint pictures_one_subject check (service_id is null or provider_id is null)
);
create unique index pictures_subject on pictures (business_id, coalesce(service_id, 0), coalesce(provider_id, 0));

create table processes (
    number integer not null,
    seen_at bigint not null,
    constraint processes_pkey primary key (number),
    constraint processes_number check (number between 0 and 1023)
);

create table providers (
    business_id bigint not null,
    id bigint not null,
    title text not null default '',
    translations text not null default '{}',
    location_id bigint,
    bookable integer not null default 1,
    position integer not null default 0, about text not null default '', colour text not null default '',
    constraint providers_pkey primary key (business_id, id),
    constraint providers_staff_member foreign key (business_id, id) references staff_members (business_id, id),
    constraint providers_occupant foreign key (business_id, id) references occupants (business_id, id),
    constraint providers_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint providers_bookable check (bookable in (0, 1))
);

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

create table resources (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    kind text not null,
    location_id bigint, position integer not null default 0, version bigint not null default 1,
    constraint resources_pkey primary key (business_id, id),
    constraint resources_occupant foreign key (business_id, id) references occupants (business_id, id),
    constraint resources_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint resources_kind check (kind in ('room', 'equipment'))
);

create table return_paths (
    business_id bigint not null,
    key_hash text not null,
    path text not null,
    expires_at bigint not null,
    constraint return_paths_pkey primary key (business_id, key_hash),
    constraint return_paths_business foreign key (business_id) references businesses (id)
);
create index return_paths_by_end on return_paths (expires_at);

create table schema_migrations (
        version integer not null constraint schema_migrations_pkey primary key,
        name text not null,
        checksum text not null,
        applied_at bigint not null
    );

create table selected_customers (
    business_id bigint not null,
    selection_id bigint not null,
    customer_id bigint not null,
    outcome text not null default '',
    why text not null default '',
    constraint selected_customers_pkey primary key (business_id, selection_id, customer_id),
    constraint selected_customers_selection foreign key (business_id, selection_id)
        references customer_selections (business_id, id),
    constraint selected_customers_customer foreign key (business_id, customer_id)
        references customers (business_id, id),
    constraint selected_customers_outcome check (outcome in ('', 'done', 'refused'))
);
create index selected_customers_of_customer on selected_customers (business_id, customer_id);
create index selected_customers_refused on selected_customers (business_id, selection_id, customer_id)
    where outcome = 'refused';
create index selected_customers_waiting on selected_customers (business_id, selection_id, customer_id)
    where outcome = '';

create table series (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    unit text not null,
    every integer not null,
    weekdays integer not null,
    first_day integer not null,
    minute_of_day integer not null,
    times integer,
    until_day integer,
    created_at bigint not null,
    constraint series_pkey primary key (business_id, id),
    constraint series_customer foreign key (business_id, customer_id) references customers (business_id, id)
        on delete cascade,
    constraint series_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint series_unit check (unit in ('day', 'week', 'month', 'month_weekday')),
    constraint series_every check (every between 1 and 52),
    constraint series_weekdays check (weekdays between 0 and 127),
    constraint series_minute check (minute_of_day between 0 and 1439),
    constraint series_times check (times between 1 and 104)
);
create index series_of_customer on series (business_id, customer_id, id);
create index series_of_service on series (business_id, service_id);

create table series_bookings (
    business_id bigint not null,
    series_id bigint not null,
    position integer not null,
    booking_id bigint not null,
    planned_at bigint not null,
    provider_id bigint not null,
    constraint series_bookings_pkey primary key (business_id, series_id, position),
    constraint series_bookings_series foreign key (business_id, series_id) references series (business_id, id)
        on delete cascade,
    constraint series_bookings_position check (position between 1 and 104)
);
create unique index series_bookings_booking on series_bookings (business_id, booking_id);

create table series_offers (
    business_id bigint not null,
    service_id bigint not null,
    most integer not null,
    constraint series_offers_pkey primary key (business_id, service_id),
    constraint series_offers_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint series_offers_most check (most between 2 and 104)
);

create table service_locations (
    business_id bigint not null,
    service_id bigint not null,
    location_id bigint not null,
    constraint service_locations_pkey primary key (business_id, service_id, location_id),
    constraint service_locations_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_locations_location foreign key (business_id, location_id) references locations (business_id, id)
);

create table service_providers (
    business_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null, duration_minutes integer
        constraint service_providers_duration check (duration_minutes between 1 and 1440), price_amount bigint
        constraint service_providers_price check (price_amount >= 0), capacity integer constraint service_providers_capacity check (capacity between 1 and 1000),
    constraint service_providers_pkey primary key (business_id, service_id, provider_id),
    constraint service_providers_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_providers_provider foreign key (business_id, provider_id) references providers (business_id, id)
);

create table service_resources (
    business_id bigint not null,
    service_id bigint not null,
    resource_id bigint not null,
    quantity integer not null default 1,
    constraint service_resources_pkey primary key (business_id, service_id, resource_id),
    constraint service_resources_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_resources_resource foreign key (business_id, resource_id) references resources (business_id, id),
    constraint service_resources_quantity check (quantity between 1 and 1000)
);

create table services (
    business_id bigint not null,
    id bigint not null,
    category_id bigint,
    name text not null,
    description text not null default '',
    translations text not null default '{}',
    duration_minutes integer not null,
    buffer_before_minutes integer not null default 0,
    buffer_after_minutes integer not null default 0,
    minimum_notice_minutes integer not null default 0,
    booking_horizon_days integer not null default 90,
    slot_interval_minutes integer not null default 15,
    price_amount bigint not null,
    capacity integer not null default 1,  -- how many customers one appointment has room for
    approval text not null default 'at_once',
    meeting_url text not null default '',
    position integer not null default 0,
    active integer not null default 1, version bigint not null default 1, colour text not null default ''
        constraint services_colour check (colour = '' or length(colour) = 7), price_kind text not null default 'fixed'
        constraint services_price_kind check (price_kind in ('fixed', 'from', 'free', 'on_request')), who_may_book text not null default 'everybody'
        constraint services_who_may_book check (who_may_book in ('everybody', 'signed_in', 'staff', 'link')), link_key text not null default '', times text not null default 'hours' constraint services_times check (times in ('hours', 'sessions')), minimum integer not null default 0 constraint services_minimum check (minimum between 0 and 1000), decided_hours integer not null default 24
        constraint services_decided_hours check (decided_hours between 1 and 720), kind text not null default 'service' constraint services_kind check (kind in ('service', 'event')), venue text not null default '', booked_from bigint, booked_until bigint,
    constraint services_pkey primary key (business_id, id),
    constraint services_business foreign key (business_id) references businesses (id),
    constraint services_category foreign key (business_id, category_id) references categories (business_id, id),
    constraint services_duration check (duration_minutes between 1 and 1440),
    constraint services_buffers check (buffer_before_minutes between 0 and 1440 and buffer_after_minutes between 0 and 1440),
    constraint services_minimum_notice check (minimum_notice_minutes between 0 and 525600),
    constraint services_booking_horizon check (booking_horizon_days between 0 and 730),
    constraint services_slot_interval check (slot_interval_minutes between 1 and 1440),
    constraint services_price check (price_amount >= 0),
    constraint services_capacity check (capacity between 1 and 1000),
    constraint services_approval check (approval in ('at_once', 'pending')),
    constraint services_active check (active in (0, 1))
);

create table sessions (
    business_id bigint not null,
    id bigint not null,
    minimum integer not null default 0,
    decided_hours integer not null default 24,
    decided integer not null default 0,
    cancelled_at bigint,
    version integer not null default 1, planned integer not null default 1 constraint sessions_planned check (planned in (0, 1)),
    constraint sessions_pkey primary key (business_id, id),
    constraint sessions_appointment foreign key (business_id, id) references appointments (business_id, id),
    constraint sessions_minimum check (minimum between 0 and 1000),
    constraint sessions_decided_hours check (decided_hours between 1 and 720),
    constraint sessions_decided check (decided in (0, 1))
);
create index sessions_undecided on sessions (business_id, id) where minimum > 0 and decided = 0;

create table sign_in_attempts (
    business_id bigint not null,
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint sign_in_attempts_pkey primary key (business_id, key_hash),
    constraint sign_in_attempts_business foreign key (business_id) references businesses (id)
);
create index sign_in_attempts_by_age on sign_in_attempts (since);

create table sign_up_invitations (
    id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint sign_up_invitations_pkey primary key (id)
);
create index sign_up_invitations_by_end on sign_up_invitations (expires_at);
create unique index sign_up_invitations_token on sign_up_invitations (token_hash);

create table special_days (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    location_id bigint,
    constraint special_days_pkey primary key (business_id, id),
    constraint special_days_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint special_days_minutes check (0 <= from_minute and from_minute < 1440 and from_minute < to_minute
        and to_minute - from_minute <= 1440),
    constraint special_days_location foreign key (business_id, location_id) references locations (business_id, id)
);
create index special_days_by_day on special_days (business_id, day);

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
create index staff_links_by_end on staff_links (expires_at);
create index staff_links_of_member on staff_links (business_id, staff_member_id);
create unique index staff_links_token on staff_links (business_id, token_hash);

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
    last_sign_in_address text not null default '', invited_at bigint,
    constraint staff_logins_pkey primary key (business_id, staff_member_id),
    constraint staff_logins_member foreign key (business_id, staff_member_id) references staff_members (business_id, id)
);
create index staff_logins_by_address on staff_logins (email_key);
create unique index staff_logins_email on staff_logins (business_id, email_key);
create index staff_logins_with_password on staff_logins (business_id) where password_hash is not null;

create table staff_members (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    email text not null default '',
    role text not null, active integer not null default 1
    constraint staff_members_active check (active in (0, 1)), version bigint not null default 1,
    constraint staff_members_pkey primary key (business_id, id),
    constraint staff_members_business foreign key (business_id) references businesses (id),
    constraint staff_members_role check (role in ('owner', 'manager', 'receptionist', 'provider'))
);

create table staff_notice_choices (
    business_id bigint not null,
    staff_member_id bigint not null,
    kind text not null,
    told text not null,
    constraint staff_notice_choices_pkey primary key (business_id, staff_member_id, kind),
    constraint staff_notice_choices_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_notice_choices_told check (told = 'at_once' or told = 'daily' or told = 'never')
);

create table staff_notice_settings (
    business_id bigint not null,
    staff_member_id bigint not null,
    language text not null default '',
    digest_minute integer not null default 1080,
    digest_day integer,
    constraint staff_notice_settings_pkey primary key (business_id, staff_member_id),
    constraint staff_notice_settings_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_notice_settings_minute check (digest_minute between 0 and 1439)
);

create table staff_notices (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    channel text not null,
    occasion text not null,
    kind text not null,
    booking_id bigint,
    customer_id bigint,
    at bigint not null,
    message_id bigint,
    constraint staff_notices_pkey primary key (business_id, id),
    constraint staff_notices_member foreign key (business_id, staff_member_id) references staff_members (business_id, id),
    constraint staff_notices_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint staff_notices_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create index staff_notices_of_customer on staff_notices (business_id, customer_id);
create unique index staff_notices_once on staff_notices (business_id, staff_member_id, channel, occasion);
create index staff_notices_waiting on staff_notices (at) where message_id is null;

create table staff_passkeys (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    name text not null,
    credential_id text not null,
    public_key text not null,
    counter bigint not null default 0,
    synced integer not null default 0,
    created_at bigint not null,
    used_at bigint,
    constraint staff_passkeys_pkey primary key (business_id, id),
    constraint staff_passkeys_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id),
    constraint staff_passkeys_synced check (synced in (0, 1))
);
create unique index staff_passkeys_credential on staff_passkeys (business_id, credential_id);
create index staff_passkeys_of_member on staff_passkeys (business_id, staff_member_id);

create table staff_permissions (
    business_id bigint not null,
    staff_member_id bigint not null,
    permission text not null,
    granted integer not null,
    constraint staff_permissions_pkey primary key (business_id, staff_member_id, permission),
    constraint staff_permissions_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_permissions_granted check (granted in (0, 1))
);

create table staff_recovery_codes (
    business_id bigint not null,
    staff_member_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint staff_recovery_codes_pkey primary key (business_id, staff_member_id, code_hash),
    constraint staff_recovery_codes_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id)
);

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
create index staff_sessions_by_end on staff_sessions (expires_at);
create index staff_sessions_of_member on staff_sessions (business_id, staff_member_id);
create unique index staff_sessions_token on staff_sessions (business_id, token_hash);

create table switched_off_modules (
    business_id bigint not null,
    module text not null,
    constraint switched_off_modules_pkey primary key (business_id, module),
    constraint switched_off_modules_business foreign key (business_id) references businesses (id)
);

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

create table unconfirmed_businesses (
    business_id bigint not null,
    expires_at bigint not null,
    constraint unconfirmed_businesses_pkey primary key (business_id),
    constraint unconfirmed_businesses_business foreign key (business_id) references businesses (id)
);
create index unconfirmed_businesses_by_end on unconfirmed_businesses (expires_at);

create table visits (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    created_at bigint not null,
    constraint visits_pkey primary key (business_id, id),
    constraint visits_customer foreign key (business_id, customer_id) references customers (business_id, id)
) without rowid;

create table waiting_entries (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    provider_id bigint,
    location_id bigint,
    first_day integer not null,
    last_day integer not null,
    weekdays integer not null,
    parts integer not null,
    from_minute integer not null,
    until_minute integer not null,
    state text not null,
    why text not null default '',
    unanswered integer not null default 0,
    created_at bigint not null,
    changed_at bigint not null,
    consent_at bigint,
    constraint waiting_entries_pkey primary key (business_id, id),
    constraint waiting_entries_customer foreign key (business_id, customer_id) references customers (business_id, id)
        on delete cascade,
    constraint waiting_entries_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint waiting_entries_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint waiting_entries_location foreign key (business_id, location_id) references locations (business_id, id)
        on delete cascade,
    constraint waiting_entries_days check (first_day <= last_day),
    constraint waiting_entries_weekdays check (weekdays between 1 and 127),
    constraint waiting_entries_parts check (parts between 1 and 7),
    constraint waiting_entries_minutes check (0 <= from_minute and from_minute < until_minute and until_minute <= 1440),
    constraint waiting_entries_state check (state in ('waiting', 'offered', 'booked', 'left', 'expired'))
);
create index waiting_entries_of_customer on waiting_entries (business_id, customer_id);
create index waiting_entries_of_location on waiting_entries (business_id, location_id);
create index waiting_entries_of_service on waiting_entries (business_id, service_id);
create index waiting_entries_open on waiting_entries (business_id, created_at, id)
    where state in ('waiting', 'offered');

create table waiting_links (
    business_id bigint not null,
    token_hash text not null,
    entry_id bigint not null,
    created_at bigint not null,
    constraint waiting_links_pkey primary key (business_id, token_hash),
    constraint waiting_links_entry foreign key (business_id, entry_id) references waiting_entries (business_id, id)
        on delete cascade
);
create index waiting_links_of_entry on waiting_links (business_id, entry_id);

create table waiting_offers (
    business_id bigint not null,
    id bigint not null,
    entry_id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    location_id bigint,
    starts_at bigint not null,
    ends_at bigint not null,
    appointment_id bigint not null,
    state text not null,
    created_at bigint not null,
    expires_at bigint not null,
    answered_at bigint,
    booking_id bigint,
    constraint waiting_offers_pkey primary key (business_id, id),
    constraint waiting_offers_entry foreign key (business_id, entry_id) references waiting_entries (business_id, id)
        on delete cascade,
    constraint waiting_offers_span check (starts_at < ends_at),
    constraint waiting_offers_expiry check (created_at < expires_at),
    constraint waiting_offers_state check (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn'))
);
create index waiting_offers_accepted on waiting_offers (business_id, starts_at) where state = 'accepted';
create index waiting_offers_by_expiry on waiting_offers (expires_at) where state = 'open';
create index waiting_offers_of_customer on waiting_offers (business_id, customer_id, provider_id, starts_at);
create index waiting_offers_of_entry on waiting_offers (business_id, entry_id);
create unique index waiting_offers_once on waiting_offers (business_id, customer_id, provider_id, starts_at)
    where state <> 'withdrawn';
create unique index waiting_offers_one_each on waiting_offers (business_id, entry_id) where state = 'open';

create table weekly_hours (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    weekday integer not null,
    from_minute integer not null,
    to_minute integer not null,
    is_break integer not null default 0,
    location_id bigint,
    every_weeks integer not null default 1,
    monday integer not null default 4,
    valid_from integer,
    valid_to integer,
    constraint weekly_hours_pkey primary key (business_id, id),
    constraint weekly_hours_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint weekly_hours_weekday check (weekday between 1 and 7),
    constraint weekly_hours_minutes check (0 <= from_minute and from_minute < to_minute and to_minute <= 2880
        and (is_break = 1 or (from_minute < 1440 and to_minute - from_minute <= 1440))),
    constraint weekly_hours_is_break check (is_break in (0, 1)),
    constraint weekly_hours_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint weekly_hours_every_weeks check (every_weeks between 1 and 52),
    constraint weekly_hours_monday check ((monday - 4) % 7 = 0),
    constraint weekly_hours_valid check (valid_from <= valid_to)
);
create index weekly_hours_of_provider on weekly_hours (business_id, provider_id);

create table workflow_actions (
    business_id bigint not null,
    id bigint not null,
    workflow_id bigint not null,
    position integer not null,
    kind text not null,
    target text not null,
    template_id bigint,
    options text not null default '{}', recipients text not null default '["customer"]',
    constraint workflow_actions_pkey primary key (business_id, id),
    constraint workflow_actions_workflow foreign key (business_id, workflow_id) references workflows (business_id, id),
    constraint workflow_actions_template foreign key (business_id, template_id)
        references message_templates (business_id, id),
    constraint workflow_actions_position check (position >= 0)
);
create unique index workflow_actions_in_order on workflow_actions (business_id, workflow_id, position);
create index workflow_actions_with_template on workflow_actions (business_id, template_id);

create table workflow_runs (
    business_id bigint not null,
    id bigint not null,
    workflow_id bigint not null,
    decided_for text not null,
    activity_id bigint,
    customer_id bigint,
    booking_id bigint,
    due_at bigint,
    outcome text not null,
    why text not null default '',
    why_values text not null default '[]',
    at bigint not null,
    constraint workflow_runs_pkey primary key (business_id, id),
    constraint workflow_runs_workflow foreign key (business_id, workflow_id) references workflows (business_id, id),
    constraint workflow_runs_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint workflow_runs_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint workflow_runs_outcome check (outcome in ('acted', 'nothing'))
);
create index workflow_runs_of_workflow on workflow_runs (business_id, workflow_id, id);
create unique index workflow_runs_once on workflow_runs (business_id, workflow_id, decided_for);

create table workflows (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    happens text not null,
    offset_minutes integer not null default 0,
    conditions text not null default '[]',
    active integer not null,
    birthdays_done integer,
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1,
    constraint workflows_pkey primary key (business_id, id),
    constraint workflows_business foreign key (business_id) references businesses (id),
    constraint workflows_offset check (offset_minutes between 0 and 527040),
    constraint workflows_active check (active in (0, 1))
);
create index workflows_active_by_trigger on workflows (happens) where active = 1;
create index workflows_by_trigger on workflows (business_id, happens);
