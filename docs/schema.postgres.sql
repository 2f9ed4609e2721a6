-- The tables of today on PostgreSQL, to be read: bin/schema writes this from what the migrations make.

create extension btree_gist;

create extension pg_trgm;

create table account_customers (
    business_id bigint not null,
    account_id bigint not null,
    customer_id bigint not null,
    relation text not null,
    constraint account_customers_pkey PRIMARY KEY (business_id, account_id, customer_id),
    constraint account_customers_account FOREIGN KEY (business_id, account_id) REFERENCES accounts(business_id, id),
    constraint account_customers_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint account_customers_relation CHECK ((relation = ANY (ARRAY['self'::text, 'dependant'::text])))
);
CREATE UNIQUE INDEX account_customers_of_customer ON account_customers USING btree (business_id, customer_id) WHERE (relation = 'self'::text);
CREATE INDEX account_customers_of_dependant ON account_customers USING btree (business_id, customer_id) WHERE (relation = 'dependant'::text);
CREATE UNIQUE INDEX account_customers_one_self ON account_customers USING btree (business_id, account_id) WHERE (relation = 'self'::text);

create table account_identities (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    issuer text not null,
    subject text not null,
    email text not null default ''::text,
    linked_at bigint not null,
    used_at bigint,
    constraint account_identities_pkey PRIMARY KEY (business_id, id),
    constraint account_identities_account FOREIGN KEY (business_id, account_id) REFERENCES accounts(business_id, id)
);
CREATE INDEX account_identities_of_account ON account_identities USING btree (business_id, account_id);
CREATE UNIQUE INDEX account_identities_subject ON account_identities USING btree (business_id, issuer, subject);

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
    constraint account_passkeys_pkey PRIMARY KEY (business_id, id),
    constraint account_passkeys_account FOREIGN KEY (business_id, account_id) REFERENCES accounts(business_id, id),
    constraint account_passkeys_synced CHECK ((synced = ANY (ARRAY[0, 1])))
);
CREATE UNIQUE INDEX account_passkeys_credential ON account_passkeys USING btree (business_id, credential_id);
CREATE INDEX account_passkeys_of_account ON account_passkeys USING btree (business_id, account_id);

create table account_sessions (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    token_hash text not null,
    device_hash text not null,
    user_agent text not null default ''::text,
    address text not null default ''::text,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    staff_member_id bigint,
    staff_session_id bigint,
    constraint account_sessions_pkey PRIMARY KEY (business_id, id),
    constraint account_sessions_account FOREIGN KEY (business_id, account_id) REFERENCES accounts(business_id, id)
);
CREATE INDEX account_sessions_by_end ON account_sessions USING btree (expires_at);
CREATE INDEX account_sessions_of_account ON account_sessions USING btree (business_id, account_id);
CREATE UNIQUE INDEX account_sessions_token ON account_sessions USING btree (business_id, token_hash);

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
    last_sign_in_address text not null default ''::text,
    constraint accounts_pkey PRIMARY KEY (business_id, id),
    constraint accounts_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint accounts_allowed CHECK ((allowed = ANY (ARRAY[0, 1])))
);
CREATE UNIQUE INDEX accounts_email ON accounts USING btree (email_key, business_id);

create table activities (
    business_id bigint not null,
    id bigint not null,
    at bigint not null,
    type text not null,
    actor text not null,
    actor_id bigint,
    subject_id bigint not null,
    data text not null default '{}'::text,
    by_staff_id bigint,
    constraint activities_pkey PRIMARY KEY (business_id, id),
    constraint activities_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX activities_by_type ON activities USING btree (business_id, type, id) WHERE (type !~~ 'booking.%'::text);
CREATE INDEX activities_of_subject ON activities USING btree (business_id, subject_id, id);

create table add_on_services (
    business_id bigint not null,
    add_on_id bigint not null,
    service_id bigint not null,
    constraint add_on_services_pkey PRIMARY KEY (business_id, add_on_id, service_id),
    constraint add_on_services_add_on FOREIGN KEY (business_id, add_on_id) REFERENCES add_ons(business_id, id) ON DELETE CASCADE,
    constraint add_on_services_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE
);
CREATE INDEX add_on_services_service ON add_on_services USING btree (business_id, service_id);

create table add_ons (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    description text not null default ''::text,
    translations text not null default '{}'::text,
    duration_minutes integer not null,
    price_amount bigint not null,
    position integer not null default 0,
    active integer not null default 1,
    version bigint not null default 1,
    constraint add_ons_pkey PRIMARY KEY (business_id, id),
    constraint add_ons_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint add_ons_active CHECK ((active = ANY (ARRAY[0, 1]))),
    constraint add_ons_duration CHECK (((duration_minutes >= 0) AND (duration_minutes <= 1440))),
    constraint add_ons_price CHECK ((price_amount >= 0))
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
    constraint api_keys_pkey PRIMARY KEY (business_id, id),
    constraint api_keys_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint api_keys_staff FOREIGN KEY (business_id, made_by) REFERENCES staff_members(business_id, id)
);
CREATE INDEX api_keys_by_staff ON api_keys USING btree (business_id, made_by) WHERE (made_by IS NOT NULL);

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
    live integer not null default 1,
    stands integer not null default 0,
    constraint appointments_pkey PRIMARY KEY (business_id, id),
    constraint appointments_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint appointments_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint appointments_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id),
    constraint appointments_capacity CHECK (((capacity >= 1) AND (capacity <= 1000))),
    constraint appointments_live CHECK ((live = ANY (ARRAY[0, 1]))),
    constraint appointments_seats CHECK (((seats_taken >= 0) AND (seats_taken <= capacity))),
    constraint appointments_span CHECK ((starts_at < ends_at)),
    constraint appointments_stands CHECK ((stands = ANY (ARRAY[0, 1])))
);
CREATE INDEX appointments_by_start ON appointments USING btree (business_id, starts_at, provider_id);
CREATE INDEX appointments_live ON appointments USING btree (ends_at) WHERE (live = 1);
CREATE INDEX appointments_with_places ON appointments USING btree (business_id, provider_id, starts_at) WHERE ((live = 1) AND (seats_taken < capacity));

create table archive_pieces (
    business_id bigint not null,
    archive_id bigint not null,
    name text not null,
    content bytea not null,
    constraint archive_pieces_pkey PRIMARY KEY (business_id, archive_id, name),
    constraint archive_pieces_archive FOREIGN KEY (business_id, archive_id) REFERENCES archives(business_id, id)
);

create table archives (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    language text not null,
    state text not null,
    asked_by bigint not null,
    asked_at bigint not null,
    ready_at bigint,
    expires_at bigint not null,
    content bytea,
    constraint archives_pkey PRIMARY KEY (business_id, id),
    constraint archives_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint archives_state CHECK ((state = ANY (ARRAY['making'::text, 'ready'::text, 'stopped'::text])))
);
CREATE INDEX archives_by_end ON archives USING btree (expires_at);
CREATE INDEX archives_of_customer ON archives USING btree (business_id, customer_id, id);

create table blocked_times (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    reason text not null default ''::text,
    constraint blocked_times_pkey PRIMARY KEY (business_id, id),
    constraint blocked_times_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint blocked_times_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint blocked_times_minutes CHECK (((0 <= from_minute) AND (from_minute < 1440) AND (from_minute < to_minute) AND ((to_minute - from_minute) <= 1440)))
);
CREATE INDEX blocked_times_by_day ON blocked_times USING btree (business_id, day);

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
    translations text not null default '{}'::text,
    constraint booking_answers_pkey PRIMARY KEY (business_id, booking_id, field_id),
    constraint booking_answers_booking FOREIGN KEY (business_id, booking_id) REFERENCES bookings(business_id, id),
    constraint booking_answers_field FOREIGN KEY (business_id, field_id) REFERENCES extra_fields(business_id, id)
);
CREATE INDEX booking_answers_field ON booking_answers USING btree (business_id, field_id);

create table booking_files (
    business_id bigint not null,
    booking_id bigint not null,
    field_id bigint not null,
    media_type text not null,
    content bytea not null,
    constraint booking_files_pkey PRIMARY KEY (business_id, booking_id, field_id),
    constraint booking_files_answer FOREIGN KEY (business_id, booking_id, field_id) REFERENCES booking_answers(business_id, booking_id, field_id) ON DELETE CASCADE,
    constraint booking_files_media_type CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text, 'application/pdf'::text]))),
    constraint booking_files_size CHECK ((length(content) <= 5242880))
);

create table booking_links (
    business_id bigint not null,
    token_hash text not null,
    booking_id bigint not null,
    created_at bigint not null,
    used_at bigint,
    expires_at bigint,
    constraint booking_links_pkey PRIMARY KEY (business_id, token_hash),
    constraint booking_links_booking FOREIGN KEY (business_id, booking_id) REFERENCES bookings(business_id, id)
);
CREATE INDEX booking_links_of_booking ON booking_links USING btree (business_id, booking_id);

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
    note text not null default ''::text,
    language text not null,
    visitor_time_zone text not null default ''::text,
    manage_token_hash text not null,
    calendar_sequence integer not null default 0,
    consent_at bigint,
    created_at bigint not null,
    changed_at bigint not null,
    hidden_at bigint,
    paid_at bigint,
    add_ons text not null default ''::text,
    version integer not null default 1,
    internal_note text not null default ''::text,
    overbooking text not null default ''::text,
    deleted_at bigint,
    source text not null default ''::text,
    visit_part integer not null default 0,
    attendee text not null default ''::text,
    attendee_key text not null default ''::text,
    attendee_surname_key text not null default ''::text,
    constraint bookings_pkey PRIMARY KEY (business_id, id),
    constraint bookings_appointment FOREIGN KEY (business_id, appointment_id) REFERENCES appointments(business_id, id),
    constraint bookings_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint bookings_visit FOREIGN KEY (business_id, visit_id) REFERENCES visits(business_id, id),
    constraint bookings_customer_verified CHECK ((customer_verified = ANY (ARRAY[0, 1]))),
    constraint bookings_name_differs CHECK ((name_differs = ANY (ARRAY[0, 1]))),
    constraint bookings_price CHECK ((price_amount >= 0)),
    constraint bookings_source CHECK (((source = ''::text) OR (source = 'page'::text) OR (source = 'embed'::text) OR (source = 'link'::text) OR (source = 'api'::text) OR (source = 'staff'::text))),
    constraint bookings_status CHECK (((status = 'pending'::text) OR (status = 'approved'::text) OR (status = 'declined'::text) OR (status = 'cancelled'::text) OR (status = 'completed'::text) OR (status = 'no_show'::text))),
    constraint bookings_visit_part CHECK (((visit_part >= 0) AND (visit_part <= 104)))
);
CREATE INDEX bookings_by_attendee ON bookings USING btree (business_id, attendee_key) WHERE (attendee_key <> ''::text);
CREATE INDEX bookings_by_attendee_surname ON bookings USING btree (business_id, attendee_surname_key) WHERE (attendee_surname_key <> ''::text);
CREATE INDEX bookings_cancelled ON bookings USING btree (business_id, changed_at) WHERE (status = 'cancelled'::text);
CREATE INDEX bookings_deleted ON bookings USING btree (business_id, deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX bookings_of_appointment ON bookings USING btree (business_id, appointment_id);
CREATE INDEX bookings_of_customer ON bookings USING btree (business_id, customer_id, id);
CREATE INDEX bookings_of_visit ON bookings USING btree (business_id, visit_id) WHERE (visit_part > 0);
CREATE INDEX bookings_pending ON bookings USING btree (business_id, appointment_id) WHERE (status = 'pending'::text);

create table businesses (
    id bigint not null,
    slug text not null,
    name text not null,
    tagline text not null default ''::text,
    translations text not null default '{}'::text,
    address text not null default ''::text,
    phone text not null default ''::text,
    email text not null default ''::text,
    country text not null,
    time_zone text not null,
    currency text not null,
    languages text not null,
    keys_language text not null default ''::text,
    accent_colour text not null,
    listed integer not null default 0,
    privacy_url text not null default ''::text,
    cancellation_policy text not null default ''::text,
    reschedule_rule text not null default 'before'::text,
    reschedule_minutes integer not null default 1440,
    cancel_rule text not null default 'before'::text,
    cancel_minutes integer not null default 1440,
    version bigint not null default 1,
    created_at bigint not null,
    kind text not null default ''::text,
    look_layout text not null default 'cards'::text,
    look_font text not null default 'system'::text,
    look_corners text not null default 'soft'::text,
    look_density text not null default 'roomy'::text,
    suspended_at bigint,
    suspended_why text not null default ''::text,
    staff_max integer,
    customers_max integer,
    mails_a_day_max integer,
    host text,
    constraint businesses_pkey PRIMARY KEY (id),
    constraint businesses_cancel_minutes CHECK ((cancel_minutes >= 0)),
    constraint businesses_cancel_rule CHECK ((cancel_rule = ANY (ARRAY['always'::text, 'never'::text, 'before'::text]))),
    constraint businesses_customers_max CHECK (((customers_max >= 0) AND (customers_max <= 100000000))),
    constraint businesses_listed CHECK ((listed = ANY (ARRAY[0, 1]))),
    constraint businesses_look_corners CHECK ((look_corners = ANY (ARRAY['soft'::text, 'round'::text, 'square'::text]))),
    constraint businesses_look_density CHECK ((look_density = ANY (ARRAY['roomy'::text, 'dense'::text]))),
    constraint businesses_look_font CHECK ((look_font = ANY (ARRAY['system'::text, 'serif'::text, 'rounded'::text]))),
    constraint businesses_look_layout CHECK ((look_layout = ANY (ARRAY['cards'::text, 'list'::text, 'compact'::text]))),
    constraint businesses_mails_a_day_max CHECK (((mails_a_day_max >= 0) AND (mails_a_day_max <= 100000000))),
    constraint businesses_reschedule_minutes CHECK ((reschedule_minutes >= 0)),
    constraint businesses_reschedule_rule CHECK ((reschedule_rule = ANY (ARRAY['always'::text, 'never'::text, 'before'::text]))),
    constraint businesses_staff_max CHECK (((staff_max >= 1) AND (staff_max <= 1000000)))
);
CREATE UNIQUE INDEX businesses_host ON businesses USING btree (host) WHERE (host IS NOT NULL);
CREATE INDEX businesses_keys_stale ON businesses USING btree (id) WHERE ((languages <> keys_language) AND (languages !~~ (keys_language || ' %'::text)));
CREATE INDEX businesses_listed ON businesses USING btree (name, id) WHERE ((listed = 1) AND (suspended_at IS NULL));
CREATE UNIQUE INDEX businesses_slug ON businesses USING btree (slug);
CREATE INDEX businesses_with_mail_limit ON businesses USING btree (id) WHERE (mails_a_day_max IS NOT NULL);

create table calendar_feeds (
    business_id bigint not null,
    account_id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    used_at bigint,
    constraint calendar_feeds_pkey PRIMARY KEY (business_id, account_id),
    constraint calendar_feeds_account FOREIGN KEY (business_id, account_id) REFERENCES accounts(business_id, id)
);
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds USING btree (business_id, token_hash);

create table calendar_versions (
    business_id bigint not null,
    provider_id bigint not null,
    version bigint not null,
    from_at bigint,
    until_at bigint,
    constraint calendar_versions_pkey PRIMARY KEY (business_id, provider_id),
    constraint calendar_versions_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);

create table categories (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    translations text not null default '{}'::text,
    position integer not null default 0,
    constraint categories_pkey PRIMARY KEY (business_id, id),
    constraint categories_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);

create table contact_persons (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    name text not null,
    relation text not null default ''::text,
    phone text not null default ''::text,
    email text not null default ''::text,
    gets_messages integer not null default 0,
    created_at bigint not null,
    version bigint not null default 1,
    constraint contact_persons_pkey PRIMARY KEY (business_id, id),
    constraint contact_persons_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint contact_persons_gets_messages CHECK ((gets_messages = ANY (ARRAY[0, 1]))),
    constraint contact_persons_reached CHECK (((gets_messages = 0) OR (email <> ''::text)))
);
CREATE INDEX contact_persons_of_customer ON contact_persons USING btree (business_id, customer_id, id);

create table customer_deletions (
    business_id bigint not null,
    customer_id bigint not null,
    deleted_at bigint not null,
    name text not null,
    kept text not null,
    constraint customer_deletions_pkey PRIMARY KEY (business_id, customer_id),
    constraint customer_deletions_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id)
);
CREATE INDEX customer_deletions_by_age ON customer_deletions USING btree (deleted_at);
CREATE INDEX customer_deletions_latest ON customer_deletions USING btree (business_id, deleted_at, customer_id);

create table customer_export_rows (
    business_id bigint not null,
    export_id bigint not null,
    position bigint not null,
    customer_id bigint not null,
    content text not null,
    constraint customer_export_rows_pkey PRIMARY KEY (business_id, export_id, "position"),
    constraint customer_export_rows_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_export_rows_export FOREIGN KEY (business_id, export_id) REFERENCES customer_exports(business_id, id)
);
CREATE UNIQUE INDEX customer_export_rows_of_customer ON customer_export_rows USING btree (business_id, customer_id, export_id);

create table customer_exports (
    business_id bigint not null,
    id bigint not null,
    staff_id bigint not null,
    format text not null,
    language text not null,
    wanted text not null,
    state text not null default 'making'::text,
    mark text not null default ''::text,
    count bigint not null default 0,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_exports_pkey PRIMARY KEY (business_id, id),
    constraint customer_exports_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint customer_exports_format CHECK ((format = ANY (ARRAY['xlsx'::text, 'csv'::text, 'vcf'::text]))),
    constraint customer_exports_state CHECK ((state = ANY (ARRAY['making'::text, 'ready'::text, 'stopped'::text])))
);
CREATE INDEX customer_exports_by_end ON customer_exports USING btree (expires_at);
CREATE INDEX customer_exports_of_member ON customer_exports USING btree (business_id, staff_id, id);

create table customer_field_values (
    business_id bigint not null,
    customer_id bigint not null,
    field_id bigint not null,
    value text not null,
    constraint customer_field_values_pkey PRIMARY KEY (business_id, customer_id, field_id),
    constraint customer_field_values_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_field_values_field FOREIGN KEY (business_id, field_id) REFERENCES customer_fields(business_id, id),
    constraint customer_field_values_value CHECK ((value <> ''::text))
);
CREATE INDEX customer_field_values_of_field ON customer_field_values USING btree (business_id, field_id, customer_id);

create table customer_fields (
    business_id bigint not null,
    id bigint not null,
    kind text not null,
    label text not null,
    help text not null default ''::text,
    translations text not null default '{}'::text,
    options text not null default '[]'::text,
    required integer not null default 0,
    seen_by text not null default 'managers'::text,
    changed_by text not null default 'managers'::text,
    asked_online integer not null default 0,
    in_profile integer not null default 0,
    position integer not null,
    version bigint not null default 1,
    constraint customer_fields_pkey PRIMARY KEY (business_id, id),
    constraint customer_fields_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint customer_fields_asked_online CHECK ((asked_online = ANY (ARRAY[0, 1]))),
    constraint customer_fields_changed_by CHECK ((changed_by = ANY (ARRAY['managers'::text, 'owners'::text]))),
    constraint customer_fields_in_profile CHECK ((in_profile = ANY (ARRAY[0, 1]))),
    constraint customer_fields_kind CHECK ((kind = ANY (ARRAY['text'::text, 'long_text'::text, 'number'::text, 'date'::text, 'choice'::text, 'yes_no'::text]))),
    constraint customer_fields_required CHECK ((required = ANY (ARRAY[0, 1]))),
    constraint customer_fields_seen_by CHECK ((seen_by = ANY (ARRAY['everybody'::text, 'managers'::text, 'owners'::text])))
);

create table customer_labels (
    business_id bigint not null,
    customer_id bigint not null,
    label_id bigint not null,
    constraint customer_labels_pkey PRIMARY KEY (business_id, customer_id, label_id),
    constraint customer_labels_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_labels_label FOREIGN KEY (business_id, label_id) REFERENCES labels(business_id, id)
);
CREATE INDEX customer_labels_by_label ON customer_labels USING btree (business_id, label_id, customer_id);

create table customer_list_choices (
    business_id bigint not null,
    staff_member_id bigint not null,
    columns text not null default ''::text,
    first_view_id bigint,
    constraint customer_list_choices_pkey PRIMARY KEY (business_id, staff_member_id),
    constraint customer_list_choices_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id),
    constraint customer_list_choices_view FOREIGN KEY (business_id, first_view_id) REFERENCES customer_views(business_id, id)
);

create table customer_merges (
    business_id bigint not null,
    customer_id bigint not null,
    survivor_id bigint not null,
    merged_at bigint not null,
    name text not null,
    kept text not null,
    constraint customer_merges_pkey PRIMARY KEY (business_id, customer_id),
    constraint customer_merges_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_merges_survivor FOREIGN KEY (business_id, survivor_id) REFERENCES customers(business_id, id),
    constraint customer_merges_two CHECK ((customer_id <> survivor_id))
);
CREATE INDEX customer_merges_by_age ON customer_merges USING btree (merged_at) WHERE (kept <> ''::text);
CREATE INDEX customer_merges_of_survivor ON customer_merges USING btree (business_id, survivor_id, customer_id);

create table customer_pictures (
    business_id bigint not null,
    customer_id bigint not null,
    media_type text not null,
    content bytea not null,
    changed_at bigint not null,
    constraint customer_pictures_pkey PRIMARY KEY (business_id, customer_id),
    constraint customer_pictures_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_pictures_media_type CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
    constraint customer_pictures_size CHECK ((length(content) <= 262144))
);

create table customer_selections (
    business_id bigint not null,
    id bigint not null,
    doing text not null,
    label_id bigint,
    undoes_id bigint,
    state text not null default 'doing'::text,
    count bigint not null,
    done bigint not null default 0,
    refused bigint not null default 0,
    staff_id bigint not null,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_selections_pkey PRIMARY KEY (business_id, id),
    constraint customer_selections_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint customer_selections_doing CHECK ((doing = ANY (ARRAY['delete'::text, 'restore'::text, 'label'::text, 'unlabel'::text]))),
    constraint customer_selections_label CHECK (((doing = ANY (ARRAY['label'::text, 'unlabel'::text])) = (label_id IS NOT NULL))),
    constraint customer_selections_state CHECK ((state = ANY (ARRAY['doing'::text, 'done'::text, 'stopped'::text]))),
    constraint customer_selections_undoes CHECK (((doing = 'restore'::text) = (undoes_id IS NOT NULL)))
);
CREATE INDEX customer_selections_by_end ON customer_selections USING btree (expires_at);
CREATE UNIQUE INDEX customer_selections_undone ON customer_selections USING btree (business_id, undoes_id) WHERE (undoes_id IS NOT NULL);

create table customer_services (
    business_id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    duration_minutes integer,
    price_amount bigint,
    constraint customer_services_pkey PRIMARY KEY (business_id, customer_id, service_id),
    constraint customer_services_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint customer_services_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id),
    constraint customer_services_duration CHECK (((duration_minutes >= 1) AND (duration_minutes <= 1440))),
    constraint customer_services_price CHECK ((price_amount >= 0)),
    constraint customer_services_something CHECK (((duration_minutes IS NOT NULL) OR (price_amount IS NOT NULL)))
);
CREATE INDEX customer_services_by_service ON customer_services USING btree (business_id, service_id);

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
    panel_address text not null default ''::text,
    embed_origins text not null default ''::text,
    panel_by_script integer not null default 1,
    sender_name text not null default ''::text,
    reply_to text not null default ''::text,
    totp_roles text not null default ''::text,
    panel_welcome text not null default ''::text,
    paid_text text not null default ''::text,
    translations text not null default '{}'::text,
    hold_minutes integer not null default 0,
    offer_minutes integer not null default 60,
    offers_from_hour integer not null default 8,
    offers_until_hour integer not null default 21,
    constraint customer_settings_pkey PRIMARY KEY (business_id),
    constraint customer_settings_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint customer_settings_fields CHECK (((surname_field = ANY (ARRAY['hidden'::text, 'optional'::text, 'required'::text])) AND (phone_field = ANY (ARRAY['hidden'::text, 'optional'::text, 'required'::text])) AND (note_field = ANY (ARRAY['hidden'::text, 'optional'::text, 'required'::text])))),
    constraint customer_settings_hold_minutes CHECK (((hold_minutes >= 0) AND (hold_minutes <= 30))),
    constraint customer_settings_logins CHECK ((logins = ANY (ARRAY['off'::text, 'optional'::text, 'required'::text]))),
    constraint customer_settings_mail CHECK (((mail_reschedule = ANY (ARRAY[0, 1])) AND (mail_cancel = ANY (ARRAY[0, 1])))),
    constraint customer_settings_name_check CHECK ((name_check = ANY (ARRAY['off'::text, 'warn'::text, 'refuse'::text]))),
    constraint customer_settings_offer_minutes CHECK (((offer_minutes >= 5) AND (offer_minutes <= 1440))),
    constraint customer_settings_offers_from_hour CHECK (((offers_from_hour >= 0) AND (offers_from_hour <= 23))),
    constraint customer_settings_offers_until_hour CHECK (((offers_until_hour >= 1) AND (offers_until_hour <= 24))),
    constraint customer_settings_open_bookings CHECK (((open_bookings_max >= 1) AND (open_bookings_max <= 1000))),
    constraint customer_settings_paid CHECK (((paid_reschedule = ANY (ARRAY['as_others'::text, 'never'::text])) AND (paid_cancel = ANY (ARRAY['as_others'::text, 'never'::text])))),
    constraint customer_settings_panel_by_script CHECK ((panel_by_script = ANY (ARRAY[0, 1]))),
    constraint customer_settings_ways CHECK (((password_sign_in = ANY (ARRAY[0, 1])) AND (access_link_sign_in = ANY (ARRAY[0, 1])) AND ((password_sign_in + access_link_sign_in) >= 1)))
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
    constraint customer_views_pkey PRIMARY KEY (business_id, id),
    constraint customer_views_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id)
);
CREATE UNIQUE INDEX customer_views_name ON customer_views USING btree (business_id, staff_member_id, name_key);

create table customer_visits (
    business_id bigint not null,
    customer_id bigint not null,
    last_at bigint not null default 0,
    next_at bigint not null default 0,
    constraint customer_visits_pkey PRIMARY KEY (business_id, customer_id)
);
CREATE INDEX customer_visits_by_last ON customer_visits USING btree (business_id, last_at, customer_id);
CREATE INDEX customer_visits_by_next ON customer_visits USING btree (business_id, next_at, customer_id);

create table customers (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    surname text not null,
    email text,
    email_key text,
    email_trouble text not null default ''::text,
    phone text not null default ''::text,
    customer_number text not null default ''::text,
    language text not null,
    date_of_birth integer,
    gender text not null default ''::text,
    note text not null default ''::text,
    important_note text not null default ''::text,
    remind_by_email integer not null default 1,
    remind_by_sms integer not null default 0,
    sort_key text not null default ''::text,
    search_key text not null default ''::text,
    keys_stale integer not null default 0,
    created_at bigint not null,
    anonymised_at bigint,
    version bigint not null default 1,
    walk_in integer not null default 0,
    surname_key text not null default ''::text,
    more_phones text not null default ''::text,
    street text not null default ''::text,
    postal_code text not null default ''::text,
    city text not null default ''::text,
    country text not null default ''::text,
    constraint customers_pkey PRIMARY KEY (business_id, id),
    constraint customers_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint customers_email_with_key CHECK (((email IS NULL) = (email_key IS NULL))),
    constraint customers_gender CHECK (((gender = ''::text) OR (gender = 'female'::text) OR (gender = 'male'::text) OR (gender = 'other'::text))),
    constraint customers_keys_stale CHECK ((keys_stale = ANY (ARRAY[0, 1]))),
    constraint customers_remind_by_email CHECK ((remind_by_email = ANY (ARRAY[0, 1]))),
    constraint customers_remind_by_sms CHECK ((remind_by_sms = ANY (ARRAY[0, 1])))
);
CREATE INDEX customers_by_age ON customers USING btree (business_id, created_at, id);
CREATE INDEX customers_by_birthday ON customers USING btree (business_id, date_of_birth) WHERE (date_of_birth IS NOT NULL);
CREATE INDEX customers_by_first_name ON customers USING btree (business_id, search_key) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_language ON customers USING btree (business_id, language, id) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_name ON customers USING btree (business_id, sort_key, id, search_key) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_number ON customers USING btree (business_id, customer_number, id) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_phone ON customers USING btree (business_id, phone, id) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_surname ON customers USING btree (business_id, surname_key) WHERE (anonymised_at IS NULL);
CREATE INDEX customers_by_trigram ON customers USING gin (search_key gin_trgm_ops) WITH (fastupdate=off) WHERE (anonymised_at IS NULL);
CREATE UNIQUE INDEX customers_email ON customers USING btree (business_id, email_key);
CREATE UNIQUE INDEX customers_number ON customers USING btree (business_id, customer_number) WHERE (customer_number <> ''::text);
CREATE INDEX customers_stale ON customers USING btree (business_id, id) WHERE (keys_stale = 1);
CREATE UNIQUE INDEX customers_walk_in ON customers USING btree (business_id) WHERE (walk_in = 1);
CREATE INDEX customers_with_trouble ON customers USING btree (business_id, id) WHERE (email_trouble <> ''::text);
CREATE INDEX customers_without_email ON customers USING btree (business_id, id) WHERE ((email_key IS NULL) AND (anonymised_at IS NULL));

create table day_notes (
    business_id bigint not null,
    id bigint not null,
    day integer not null,
    location_id bigint,
    provider_id bigint,
    text text not null,
    version bigint not null default 1,
    constraint day_notes_pkey PRIMARY KEY (business_id, id),
    constraint day_notes_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint day_notes_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id) ON DELETE CASCADE,
    constraint day_notes_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint day_notes_text CHECK (((length(text) >= 1) AND (length(text) <= 500)))
);
CREATE INDEX day_notes_by_day ON day_notes USING btree (business_id, day);
CREATE INDEX day_notes_of_location ON day_notes USING btree (business_id, location_id);

create table days_off (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint,
    first_day integer not null,
    last_day integer not null,
    reason text not null default ''::text,
    yearly integer not null default 0,
    constraint days_off_pkey PRIMARY KEY (business_id, id),
    constraint days_off_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint days_off_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint days_off_order CHECK ((first_day <= last_day)),
    constraint days_off_yearly CHECK ((yearly = ANY (ARRAY[0, 1])))
);
CREATE INDEX days_off_by_day ON days_off USING btree (business_id, last_day);

create table demo_businesses (
    business_id bigint not null,
    constraint demo_businesses_pkey PRIMARY KEY (business_id),
    constraint demo_businesses_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);

create table different_customers (
    business_id bigint not null,
    first_id bigint not null,
    second_id bigint not null,
    said_at bigint not null,
    constraint different_customers_pkey PRIMARY KEY (business_id, first_id, second_id),
    constraint different_customers_first FOREIGN KEY (business_id, first_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint different_customers_second FOREIGN KEY (business_id, second_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint different_customers_order CHECK ((first_id < second_id))
);
CREATE INDEX different_customers_of_second ON different_customers USING btree (business_id, second_id);

create table duplicate_pairs (
    business_id bigint not null,
    first_id bigint not null,
    second_id bigint not null,
    score integer not null,
    reasons integer not null,
    constraint duplicate_pairs_pkey PRIMARY KEY (business_id, first_id, second_id),
    constraint duplicate_pairs_first FOREIGN KEY (business_id, first_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint duplicate_pairs_second FOREIGN KEY (business_id, second_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint duplicate_pairs_order CHECK ((first_id < second_id))
);
CREATE INDEX duplicate_pairs_by_score ON duplicate_pairs USING btree (business_id, score, first_id, second_id);
CREATE INDEX duplicate_pairs_of_second ON duplicate_pairs USING btree (business_id, second_id);

create table duplicate_searches (
    business_id bigint not null,
    asked_by bigint not null,
    state text not null,
    stage text not null,
    after text not null default ''::text,
    found bigint not null default 0,
    asked_at bigint not null,
    ended_at bigint,
    constraint duplicate_searches_pkey PRIMARY KEY (business_id),
    constraint duplicate_searches_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint duplicate_searches_stage CHECK ((stage = ANY (ARRAY['phone'::text, 'name'::text, 'birthday'::text]))),
    constraint duplicate_searches_state CHECK ((state = ANY (ARRAY['searching'::text, 'done'::text, 'stopped'::text])))
);

create table erasure_requests (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    asked_at bigint not null,
    decided_at bigint,
    decision text not null default ''::text,
    constraint erasure_requests_pkey PRIMARY KEY (business_id, id),
    constraint erasure_requests_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint erasure_requests_decision CHECK ((decision = ANY (ARRAY[''::text, 'erased'::text, 'refused'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX erasure_requests_open ON erasure_requests USING btree (business_id, customer_id) WHERE (decided_at IS NULL);

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
    constraint events_pkey PRIMARY KEY (business_id, id),
    constraint events_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id),
    constraint events_state CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'cancelled'::text, 'deleted'::text]))),
    constraint events_who_may_book CHECK ((who_may_book = ANY (ARRAY['everybody'::text, 'signed_in'::text, 'link'::text])))
);
CREATE UNIQUE INDEX events_of_service ON events USING btree (business_id, service_id);
CREATE INDEX events_open ON events USING btree (business_id, id) WHERE ((over_at IS NULL) AND (state <> 'deleted'::text));
CREATE INDEX events_over ON events USING btree (business_id, over_at, id) WHERE ((over_at IS NOT NULL) AND (state <> 'deleted'::text));

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
    constraint everybody_archives_pkey PRIMARY KEY (business_id, id),
    constraint everybody_archives_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint everybody_archives_state CHECK ((state = ANY (ARRAY['making'::text, 'ready'::text, 'stopped'::text])))
);
CREATE INDEX everybody_archives_by_end ON everybody_archives USING btree (expires_at);

create table everybody_folders (
    business_id bigint not null,
    archive_id bigint not null,
    customer_id bigint not null,
    name text not null,
    sort_key text not null,
    bytes bigint not null,
    content bytea not null,
    constraint everybody_folders_pkey PRIMARY KEY (business_id, archive_id, customer_id),
    constraint everybody_folders_archive FOREIGN KEY (business_id, archive_id) REFERENCES everybody_archives(business_id, id),
    constraint everybody_folders_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id)
);
CREATE INDEX everybody_folders_by_name ON everybody_folders USING btree (business_id, archive_id, sort_key, customer_id, name);

create table extra_field_conditions (
    business_id bigint not null,
    field_id bigint not null,
    on_field_id bigint not null,
    value text not null,
    constraint extra_field_conditions_pkey PRIMARY KEY (business_id, field_id),
    constraint extra_field_conditions_field FOREIGN KEY (business_id, field_id) REFERENCES extra_fields(business_id, id) ON DELETE CASCADE,
    constraint extra_field_conditions_on_field FOREIGN KEY (business_id, on_field_id) REFERENCES extra_fields(business_id, id)
);
CREATE INDEX extra_field_conditions_on_field ON extra_field_conditions USING btree (business_id, on_field_id);

create table extra_field_services (
    business_id bigint not null,
    field_id bigint not null,
    service_id bigint not null,
    constraint extra_field_services_pkey PRIMARY KEY (business_id, field_id, service_id),
    constraint extra_field_services_field FOREIGN KEY (business_id, field_id) REFERENCES extra_fields(business_id, id) ON DELETE CASCADE,
    constraint extra_field_services_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE
);
CREATE INDEX extra_field_services_service ON extra_field_services USING btree (business_id, service_id);

create table extra_fields (
    business_id bigint not null,
    id bigint not null,
    key text not null,
    kind text not null,
    label text not null,
    help text not null default ''::text,
    translations text not null default '{}'::text,
    options text not null default '[]'::text,
    required integer not null default 0,
    all_services integer not null default 1,
    position integer not null default 0,
    active integer not null default 1,
    version bigint not null default 1,
    constraint extra_fields_pkey PRIMARY KEY (business_id, id),
    constraint extra_fields_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint extra_fields_active CHECK ((active = ANY (ARRAY[0, 1]))),
    constraint extra_fields_all_services CHECK ((all_services = ANY (ARRAY[0, 1]))),
    constraint extra_fields_kind CHECK ((kind = ANY (ARRAY['text'::text, 'long_text'::text, 'choice'::text, 'choices'::text, 'yes_no'::text, 'date'::text, 'file'::text]))),
    constraint extra_fields_required CHECK ((required = ANY (ARRAY[0, 1])))
);
CREATE UNIQUE INDEX extra_fields_key ON extra_fields USING btree (business_id, key);

create table former_slugs (
    slug text not null,
    business_id bigint not null,
    left_at bigint not null,
    constraint former_slugs_pkey PRIMARY KEY (slug),
    constraint former_slugs_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX former_slugs_of_business ON former_slugs USING btree (business_id);

create table holds (
    business_id bigint not null,
    appointment_id bigint not null,
    purpose text not null,
    visitor_hash text not null,
    network_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    place_in bigint,
    constraint holds_pkey PRIMARY KEY (business_id, appointment_id),
    constraint holds_appointment FOREIGN KEY (business_id, appointment_id) REFERENCES appointments(business_id, id),
    constraint holds_span CHECK ((created_at < expires_at))
);
CREATE INDEX holds_by_expiry ON holds USING btree (expires_at);
CREATE INDEX holds_of_network ON holds USING btree (business_id, network_hash);
CREATE INDEX holds_of_places ON holds USING btree (business_id, place_in) WHERE (place_in IS NOT NULL);
CREATE UNIQUE INDEX holds_of_visitor ON holds USING btree (business_id, visitor_hash);

create table host_requests (
    business_id bigint not null,
    host text not null,
    asked_at bigint not null,
    refused_at bigint,
    refused_why text not null default ''::text,
    constraint host_requests_pkey PRIMARY KEY (business_id),
    constraint host_requests_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX host_requests_open ON host_requests USING btree (asked_at) WHERE (refused_at IS NULL);

create table idempotency_keys (
    business_id bigint not null,
    key_hash text not null,
    request_hash text not null,
    sealed_answer text not null,
    created_at bigint not null,
    constraint idempotency_keys_pkey PRIMARY KEY (business_id, key_hash),
    constraint idempotency_keys_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING btree (created_at);

create table identity_providers (
    business_id bigint not null,
    id bigint not null,
    kind text not null,
    name text not null,
    issuer text not null,
    client_id text not null,
    sealed_secret text not null default ''::text,
    enabled integer not null default 0,
    created_at bigint not null,
    constraint identity_providers_pkey PRIMARY KEY (business_id, id),
    constraint identity_providers_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint identity_providers_enabled CHECK ((enabled = ANY (ARRAY[0, 1]))),
    constraint identity_providers_kind CHECK ((kind = ANY (ARRAY['google'::text, 'facebook'::text, 'openid'::text])))
);
CREATE UNIQUE INDEX identity_providers_issuer ON identity_providers USING btree (business_id, issuer);

create table import_changes (
    business_id bigint not null,
    import_id bigint not null,
    customer_id bigint not null,
    row_number bigint not null,
    is_new integer not null,
    before text not null default '{}'::text,
    after text not null default '{}'::text,
    labels text not null default '[]'::text,
    happened integer not null default 0,
    outcome text not null default ''::text,
    left_as_is text not null default '[]'::text,
    at bigint not null,
    constraint import_changes_pkey PRIMARY KEY (business_id, import_id, customer_id),
    constraint import_changes_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint import_changes_import FOREIGN KEY (business_id, import_id) REFERENCES imports(business_id, id),
    constraint import_changes_is_new CHECK ((is_new = ANY (ARRAY[0, 1]))),
    constraint import_changes_outcome CHECK ((outcome = ANY (ARRAY[''::text, 'taken_back'::text, 'kept'::text])))
);
CREATE INDEX import_changes_kept ON import_changes USING btree (business_id, import_id, row_number) WHERE (outcome = 'kept'::text);
CREATE INDEX import_changes_of_customer ON import_changes USING btree (business_id, customer_id);

create table import_chunks (
    business_id bigint not null,
    import_id bigint not null,
    first_row bigint not null,
    content bytea not null,
    constraint import_chunks_pkey PRIMARY KEY (business_id, import_id, first_row),
    constraint import_chunks_import FOREIGN KEY (business_id, import_id) REFERENCES imports(business_id, id)
);

create table import_keys (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    match bigint not null,
    name_match bigint not null,
    row_number bigint not null,
    constraint import_keys_pkey PRIMARY KEY (business_id, import_id, round, match)
);

create table import_mappings (
    business_id bigint not null,
    fingerprint text not null,
    settings text not null,
    used_at bigint not null,
    constraint import_mappings_pkey PRIMARY KEY (business_id, fingerprint),
    constraint import_mappings_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX import_mappings_by_use ON import_mappings USING btree (business_id, used_at);

create table import_problems (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    row_number bigint not null,
    fails integer not null,
    cells text not null,
    problems text not null,
    constraint import_problems_pkey PRIMARY KEY (business_id, import_id, round, row_number),
    constraint import_problems_import FOREIGN KEY (business_id, import_id) REFERENCES imports(business_id, id),
    constraint import_problems_fails CHECK ((fails = ANY (ARRAY[0, 1])))
);

create table imports (
    business_id bigint not null,
    id bigint not null,
    state text not null,
    file_name text not null,
    bytes bigint not null,
    encoding text not null,
    delimiter text not null,
    fingerprint text not null default ''::text,
    columns text not null default '[]'::text,
    row_count bigint not null default 0,
    settings text not null default '{}'::text,
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
    problems text not null default '{}'::text,
    stopped integer not null default 0,
    leftovers integer not null default 0,
    staff_member_id bigint,
    created_at bigint not null,
    finished_at bigint,
    expires_at bigint not null,
    constraint imports_pkey PRIMARY KEY (business_id, id),
    constraint imports_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint imports_leftovers CHECK ((leftovers = ANY (ARRAY[0, 1]))),
    constraint imports_remembered CHECK ((remembered = ANY (ARRAY[0, 1]))),
    constraint imports_state CHECK ((state = ANY (ARRAY['reading'::text, 'mapping'::text, 'checking'::text, 'checked'::text, 'importing'::text, 'done'::text, 'undoing'::text, 'undone'::text]))),
    constraint imports_stopped CHECK ((stopped = ANY (ARRAY[0, 1])))
);
CREATE INDEX imports_by_end ON imports USING btree (expires_at);
CREATE INDEX imports_with_leftovers ON imports USING btree (business_id, id) WHERE (leftovers = 1);

create table installation (
    name text not null,
    value text not null,
    constraint installation_pkey PRIMARY KEY (name)
);

create table installation_attempts (
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint installation_attempts_pkey PRIMARY KEY (key_hash)
);
CREATE INDEX installation_attempts_by_age ON installation_attempts USING btree (since);

create table jobs (
    business_id bigint not null,
    id bigint not null,
    activity_id bigint not null,
    kind text not null,
    payload text not null default '{}'::text,
    run_at bigint not null,
    state text not null default 'waiting'::text,
    attempts integer not null default 0,
    pieces_done integer not null default 0,
    pieces_all integer not null default 0,
    leased_until bigint,
    last_error text not null default ''::text,
    finished_at bigint,
    constraint jobs_pkey PRIMARY KEY (business_id, id),
    constraint jobs_activity FOREIGN KEY (business_id, activity_id) REFERENCES activities(business_id, id),
    constraint jobs_state CHECK (((state = 'waiting'::text) OR (state = 'leased'::text) OR (state = 'done'::text) OR (state = 'dropped'::text) OR (state = 'dead'::text)))
);
CREATE INDEX jobs_dead ON jobs USING btree (finished_at) WHERE (state = 'dead'::text);
CREATE INDEX jobs_due ON jobs USING btree (run_at) WHERE (state = ANY (ARRAY['waiting'::text, 'leased'::text]));
CREATE INDEX jobs_finished ON jobs USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::text, 'dropped'::text]));
CREATE UNIQUE INDEX jobs_once_per_activity ON jobs USING btree (business_id, activity_id, kind);

create table labels (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    name_key text not null,
    colour text not null default ''::text,
    created_at bigint not null,
    version bigint not null default 1,
    constraint labels_pkey PRIMARY KEY (business_id, id),
    constraint labels_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE UNIQUE INDEX labels_name ON labels USING btree (business_id, name_key);

create table locations (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    address text not null default ''::text,
    position integer not null default 0,
    phone text not null default ''::text,
    map_url text not null default ''::text,
    directions text not null default ''::text,
    version bigint not null default 1,
    constraint locations_pkey PRIMARY KEY (business_id, id),
    constraint locations_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);

create table logos (
    business_id bigint not null,
    media_type text not null,
    content bytea not null,
    constraint logos_pkey PRIMARY KEY (business_id),
    constraint logos_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint logos_media_type CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
    constraint logos_size CHECK ((length(content) <= 262144))
);

create table mail_days (
    business_id bigint not null,
    day integer not null,
    sent integer not null,
    constraint mail_days_pkey PRIMARY KEY (business_id, day),
    constraint mail_days_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX mail_days_by_day ON mail_days USING btree (day);

create table message_template_texts (
    business_id bigint not null,
    template_id bigint not null,
    language text not null,
    subject text not null,
    html text not null,
    text text not null,
    constraint message_template_texts_pkey PRIMARY KEY (business_id, template_id, language),
    constraint message_template_texts_template FOREIGN KEY (business_id, template_id) REFERENCES message_templates(business_id, id)
);

create table message_templates (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    shipped text not null default ''::text,
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1,
    link_minutes integer,
    constraint message_templates_pkey PRIMARY KEY (business_id, id),
    constraint message_templates_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint message_templates_link_minutes CHECK (((link_minutes >= 15) AND (link_minutes <= 43200)))
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
    recipient_name text not null default ''::text,
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
    why text not null default ''::text,
    why_values text not null default '[]'::text,
    reply text not null default ''::text,
    attempts integer not null default 0,
    wanted_at bigint not null,
    due_at bigint not null,
    leased_until bigint,
    last_attempt_at bigint,
    finished_at bigint,
    message_id text not null,
    created_at bigint not null,
    recipient text not null default 'customer'::text,
    staff_member_id bigint,
    constraint messages_pkey PRIMARY KEY (business_id, id),
    constraint messages_booking FOREIGN KEY (business_id, booking_id) REFERENCES bookings(business_id, id),
    constraint messages_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint messages_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint messages_run FOREIGN KEY (business_id, run_id) REFERENCES workflow_runs(business_id, id),
    constraint messages_template FOREIGN KEY (business_id, template_id) REFERENCES message_templates(business_id, id),
    constraint messages_attach_calendar CHECK ((attach_calendar = ANY (ARRAY[0, 1]))),
    constraint messages_fixed CHECK ((fixed = ANY (ARRAY[0, 1]))),
    constraint messages_recipient CHECK (((recipient = 'customer'::text) OR (recipient = 'staff'::text) OR (recipient = 'address'::text))),
    constraint messages_state CHECK (((state = 'waiting'::text) OR (state = 'sending'::text) OR (state = 'sent'::text) OR (state = 'not_sent'::text) OR (state = 'refused'::text) OR (state = 'failed'::text) OR (state = 'dropped'::text)))
);
CREATE INDEX messages_by_state ON messages USING btree (business_id, state, id);
CREATE INDEX messages_due ON messages USING btree (channel, due_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE INDEX messages_failed ON messages USING btree (finished_at) WHERE (state = 'failed'::text);
CREATE INDEX messages_of_address ON messages USING btree (business_id, address_key);
CREATE INDEX messages_of_booking ON messages USING btree (business_id, booking_id);
CREATE INDEX messages_of_customer ON messages USING btree (business_id, customer_id, id);
CREATE UNIQUE INDEX messages_once_per_action ON messages USING btree (business_id, run_id, action_id, address_key);

create table notice_addresses (
    business_id bigint not null,
    id bigint not null,
    address text not null,
    address_key text not null,
    asked_at bigint,
    token_hash text,
    expires_at bigint,
    confirmed_at bigint,
    constraint notice_addresses_pkey PRIMARY KEY (business_id, id),
    constraint notice_addresses_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint notice_addresses_link CHECK (((token_hash IS NULL) = (expires_at IS NULL)))
);
CREATE UNIQUE INDEX notice_addresses_once ON notice_addresses USING btree (business_id, address_key);
CREATE UNIQUE INDEX notice_addresses_token ON notice_addresses USING btree (business_id, token_hash);

create table occupancies (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    location_id bigint,
    constraint occupancies_pkey PRIMARY KEY (business_id, appointment_id, occupant_id, starts_at),
    constraint occupancies_appointment FOREIGN KEY (business_id, appointment_id) REFERENCES appointments(business_id, id),
    constraint occupancies_occupant FOREIGN KEY (business_id, occupant_id) REFERENCES occupants(business_id, id),
    constraint occupancies_exclusive CHECK ((exclusive = ANY (ARRAY[0, 1]))),
    constraint occupancies_quantity CHECK ((quantity >= 1)),
    constraint occupancies_span CHECK (((starts_at < ends_at) AND ((ends_at - starts_at) <= 2678400))),
    constraint occupancies_no_overlap EXCLUDE USING gist (business_id WITH =, occupant_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE ((exclusive = 1))
);
CREATE INDEX occupancies_of_occupant ON occupancies USING btree (business_id, occupant_id, starts_at, ends_at, quantity);
CREATE TRIGGER occupancies_check AFTER INSERT OR UPDATE ON occupancies FOR EACH ROW EXECUTE FUNCTION occupancies_check();

create table occupants (
    business_id bigint not null,
    id bigint not null,
    quantity integer not null default 1,
    version bigint not null default 1,
    constraint occupants_pkey PRIMARY KEY (business_id, id),
    constraint occupants_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint occupants_quantity CHECK (((quantity >= 1) AND (quantity <= 1000)))
);
CREATE TRIGGER occupants_quantity_check BEFORE UPDATE OF quantity ON occupants FOR EACH ROW EXECUTE FUNCTION occupants_quantity_check();

create table onboarding_steps (
    business_id bigint not null,
    step text not null,
    done_at bigint not null,
    constraint onboarding_steps_pkey PRIMARY KEY (business_id, step),
    constraint onboarding_steps_business FOREIGN KEY (business_id) REFERENCES businesses(id)
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
    constraint one_time_links_pkey PRIMARY KEY (business_id, id),
    constraint one_time_links_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint one_time_links_purpose CHECK (((purpose = 'access'::text) OR (purpose = 'password'::text) OR (purpose = 'registration'::text)))
);
CREATE INDEX one_time_links_by_end ON one_time_links USING btree (expires_at);
CREATE INDEX one_time_links_of_subject ON one_time_links USING btree (business_id, subject_id);
CREATE UNIQUE INDEX one_time_links_token ON one_time_links USING btree (business_id, token_hash);

create table opening_hours (
    business_id bigint not null,
    id bigint not null,
    location_id bigint,
    weekday integer not null,
    from_minute integer not null,
    to_minute integer not null,
    constraint opening_hours_pkey PRIMARY KEY (business_id, id),
    constraint opening_hours_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint opening_hours_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint opening_hours_minutes CHECK (((0 <= from_minute) AND (from_minute < 1440) AND (from_minute < to_minute) AND ((to_minute - from_minute) <= 1440))),
    constraint opening_hours_weekday CHECK (((weekday >= 1) AND (weekday <= 7)))
);

create table operator_activities (
    id bigint not null,
    at bigint not null,
    operator_id bigint,
    business_id bigint,
    type text not null,
    data text not null default '{}'::text,
    constraint operator_activities_pkey PRIMARY KEY (id),
    constraint operator_activities_operator FOREIGN KEY (operator_id) REFERENCES operators(id)
);
CREATE INDEX operator_activities_by_age ON operator_activities USING btree (at);
CREATE INDEX operator_activities_of_business ON operator_activities USING btree (business_id, id);

create table operator_links (
    id bigint not null,
    operator_id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint operator_links_pkey PRIMARY KEY (id),
    constraint operator_links_operator FOREIGN KEY (operator_id) REFERENCES operators(id)
);
CREATE INDEX operator_links_by_end ON operator_links USING btree (expires_at);
CREATE INDEX operator_links_of_operator ON operator_links USING btree (operator_id);
CREATE UNIQUE INDEX operator_links_token ON operator_links USING btree (token_hash);

create table operator_recovery_codes (
    operator_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint operator_recovery_codes_pkey PRIMARY KEY (operator_id, code_hash),
    constraint operator_recovery_codes_operator FOREIGN KEY (operator_id) REFERENCES operators(id)
);

create table operator_sessions (
    id bigint not null,
    operator_id bigint not null,
    token_hash text not null,
    passed_totp integer not null,
    user_agent text not null default ''::text,
    address text not null default ''::text,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint operator_sessions_pkey PRIMARY KEY (id),
    constraint operator_sessions_operator FOREIGN KEY (operator_id) REFERENCES operators(id),
    constraint operator_sessions_passed_totp CHECK ((passed_totp = ANY (ARRAY[0, 1])))
);
CREATE INDEX operator_sessions_by_end ON operator_sessions USING btree (expires_at);
CREATE INDEX operator_sessions_of_operator ON operator_sessions USING btree (operator_id);
CREATE UNIQUE INDEX operator_sessions_token ON operator_sessions USING btree (token_hash);

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
    constraint operators_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX operators_email ON operators USING btree (email_key);

create table overbooked (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null,
    location_id bigint,
    constraint overbooked_pkey PRIMARY KEY (business_id, appointment_id, occupant_id, starts_at),
    constraint overbooked_appointment FOREIGN KEY (business_id, appointment_id) REFERENCES appointments(business_id, id),
    constraint overbooked_occupant FOREIGN KEY (business_id, occupant_id) REFERENCES occupants(business_id, id),
    constraint overbooked_quantity CHECK ((quantity >= 1)),
    constraint overbooked_span CHECK ((starts_at < ends_at))
);
CREATE INDEX overbooked_of_occupant ON overbooked USING btree (business_id, occupant_id, starts_at);

create table passkey_challenges (
    business_id bigint not null,
    challenge_hash text not null,
    purpose text not null,
    expires_at bigint not null,
    constraint passkey_challenges_pkey PRIMARY KEY (business_id, challenge_hash),
    constraint passkey_challenges_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges USING btree (expires_at);

create table picture_sizes (
    business_id bigint not null,
    picture_id bigint not null,
    width integer not null,
    height integer not null,
    media_type text not null,
    content bytea not null,
    constraint picture_sizes_pkey PRIMARY KEY (business_id, picture_id, width),
    constraint picture_sizes_picture FOREIGN KEY (business_id, picture_id) REFERENCES pictures(business_id, id) ON DELETE CASCADE,
    constraint picture_sizes_media_type CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
    constraint picture_sizes_pixels CHECK ((((width >= 1) AND (width <= 4096)) AND ((height >= 1) AND (height <= 4096)))),
    constraint picture_sizes_size CHECK ((length(content) <= 262144))
);

create table pictures (
    business_id bigint not null,
    id bigint not null,
    service_id bigint,
    provider_id bigint,
    constraint pictures_pkey PRIMARY KEY (business_id, id),
    constraint pictures_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint pictures_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id) ON DELETE CASCADE,
    constraint pictures_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE,
    constraint pictures_one_subject CHECK (((service_id IS NULL) OR (provider_id IS NULL)))
);
CREATE UNIQUE INDEX pictures_subject ON pictures USING btree (business_id, COALESCE(service_id, (0)::bigint), COALESCE(provider_id, (0)::bigint));

create table processes (
    number integer not null,
    seen_at bigint not null,
    constraint processes_pkey PRIMARY KEY (number),
    constraint processes_number CHECK (((number >= 0) AND (number <= 1023)))
);

create table providers (
    business_id bigint not null,
    id bigint not null,
    title text not null default ''::text,
    translations text not null default '{}'::text,
    location_id bigint,
    bookable integer not null default 1,
    position integer not null default 0,
    about text not null default ''::text,
    colour text not null default ''::text,
    constraint providers_pkey PRIMARY KEY (business_id, id),
    constraint providers_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint providers_occupant FOREIGN KEY (business_id, id) REFERENCES occupants(business_id, id),
    constraint providers_staff_member FOREIGN KEY (business_id, id) REFERENCES staff_members(business_id, id),
    constraint providers_bookable CHECK ((bookable = ANY (ARRAY[0, 1])))
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
    constraint registrations_pkey PRIMARY KEY (business_id, id),
    constraint registrations_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX registrations_by_end ON registrations USING btree (expires_at);
CREATE INDEX registrations_of_address ON registrations USING btree (business_id, email_key);

create table resources (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    kind text not null,
    location_id bigint,
    position integer not null default 0,
    version bigint not null default 1,
    constraint resources_pkey PRIMARY KEY (business_id, id),
    constraint resources_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint resources_occupant FOREIGN KEY (business_id, id) REFERENCES occupants(business_id, id),
    constraint resources_kind CHECK ((kind = ANY (ARRAY['room'::text, 'equipment'::text])))
);

create table return_paths (
    business_id bigint not null,
    key_hash text not null,
    path text not null,
    expires_at bigint not null,
    constraint return_paths_pkey PRIMARY KEY (business_id, key_hash),
    constraint return_paths_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX return_paths_by_end ON return_paths USING btree (expires_at);

create table schema_migrations (
    version integer not null,
    name text not null,
    checksum text not null,
    applied_at bigint not null,
    constraint schema_migrations_pkey PRIMARY KEY (version)
);

create table selected_customers (
    business_id bigint not null,
    selection_id bigint not null,
    customer_id bigint not null,
    outcome text not null default ''::text,
    why text not null default ''::text,
    constraint selected_customers_pkey PRIMARY KEY (business_id, selection_id, customer_id),
    constraint selected_customers_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint selected_customers_selection FOREIGN KEY (business_id, selection_id) REFERENCES customer_selections(business_id, id),
    constraint selected_customers_outcome CHECK ((outcome = ANY (ARRAY[''::text, 'done'::text, 'refused'::text])))
);
CREATE INDEX selected_customers_of_customer ON selected_customers USING btree (business_id, customer_id);
CREATE INDEX selected_customers_refused ON selected_customers USING btree (business_id, selection_id, customer_id) WHERE (outcome = 'refused'::text);
CREATE INDEX selected_customers_waiting ON selected_customers USING btree (business_id, selection_id, customer_id) WHERE (outcome = ''::text);

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
    constraint series_pkey PRIMARY KEY (business_id, id),
    constraint series_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint series_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE,
    constraint series_every CHECK (((every >= 1) AND (every <= 52))),
    constraint series_minute CHECK (((minute_of_day >= 0) AND (minute_of_day <= 1439))),
    constraint series_times CHECK (((times >= 1) AND (times <= 104))),
    constraint series_unit CHECK ((unit = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'month_weekday'::text]))),
    constraint series_weekdays CHECK (((weekdays >= 0) AND (weekdays <= 127)))
);
CREATE INDEX series_of_customer ON series USING btree (business_id, customer_id, id);
CREATE INDEX series_of_service ON series USING btree (business_id, service_id);

create table series_bookings (
    business_id bigint not null,
    series_id bigint not null,
    position integer not null,
    booking_id bigint not null,
    planned_at bigint not null,
    provider_id bigint not null,
    constraint series_bookings_pkey PRIMARY KEY (business_id, series_id, "position"),
    constraint series_bookings_series FOREIGN KEY (business_id, series_id) REFERENCES series(business_id, id) ON DELETE CASCADE,
    constraint series_bookings_position CHECK ((("position" >= 1) AND ("position" <= 104)))
);
CREATE UNIQUE INDEX series_bookings_booking ON series_bookings USING btree (business_id, booking_id);

create table series_offers (
    business_id bigint not null,
    service_id bigint not null,
    most integer not null,
    constraint series_offers_pkey PRIMARY KEY (business_id, service_id),
    constraint series_offers_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE,
    constraint series_offers_most CHECK (((most >= 2) AND (most <= 104)))
);

create table service_locations (
    business_id bigint not null,
    service_id bigint not null,
    location_id bigint not null,
    constraint service_locations_pkey PRIMARY KEY (business_id, service_id, location_id),
    constraint service_locations_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint service_locations_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id)
);

create table service_providers (
    business_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    duration_minutes integer,
    price_amount bigint,
    capacity integer,
    constraint service_providers_pkey PRIMARY KEY (business_id, service_id, provider_id),
    constraint service_providers_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint service_providers_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id),
    constraint service_providers_capacity CHECK (((capacity >= 1) AND (capacity <= 1000))),
    constraint service_providers_duration CHECK (((duration_minutes >= 1) AND (duration_minutes <= 1440))),
    constraint service_providers_price CHECK ((price_amount >= 0))
);

create table service_resources (
    business_id bigint not null,
    service_id bigint not null,
    resource_id bigint not null,
    quantity integer not null default 1,
    constraint service_resources_pkey PRIMARY KEY (business_id, service_id, resource_id),
    constraint service_resources_resource FOREIGN KEY (business_id, resource_id) REFERENCES resources(business_id, id),
    constraint service_resources_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id),
    constraint service_resources_quantity CHECK (((quantity >= 1) AND (quantity <= 1000)))
);

create table services (
    business_id bigint not null,
    id bigint not null,
    category_id bigint,
    name text not null,
    description text not null default ''::text,
    translations text not null default '{}'::text,
    duration_minutes integer not null,
    buffer_before_minutes integer not null default 0,
    buffer_after_minutes integer not null default 0,
    minimum_notice_minutes integer not null default 0,
    booking_horizon_days integer not null default 90,
    slot_interval_minutes integer not null default 15,
    price_amount bigint not null,
    capacity integer not null default 1,
    approval text not null default 'at_once'::text,
    meeting_url text not null default ''::text,
    position integer not null default 0,
    active integer not null default 1,
    version bigint not null default 1,
    colour text not null default ''::text,
    price_kind text not null default 'fixed'::text,
    who_may_book text not null default 'everybody'::text,
    link_key text not null default ''::text,
    times text not null default 'hours'::text,
    minimum integer not null default 0,
    decided_hours integer not null default 24,
    kind text not null default 'service'::text,
    venue text not null default ''::text,
    booked_from bigint,
    booked_until bigint,
    constraint services_pkey PRIMARY KEY (business_id, id),
    constraint services_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint services_category FOREIGN KEY (business_id, category_id) REFERENCES categories(business_id, id),
    constraint services_active CHECK ((active = ANY (ARRAY[0, 1]))),
    constraint services_approval CHECK ((approval = ANY (ARRAY['at_once'::text, 'pending'::text]))),
    constraint services_booking_horizon CHECK (((booking_horizon_days >= 0) AND (booking_horizon_days <= 730))),
    constraint services_buffers CHECK ((((buffer_before_minutes >= 0) AND (buffer_before_minutes <= 1440)) AND ((buffer_after_minutes >= 0) AND (buffer_after_minutes <= 1440)))),
    constraint services_capacity CHECK (((capacity >= 1) AND (capacity <= 1000))),
    constraint services_colour CHECK (((colour = ''::text) OR (length(colour) = 7))),
    constraint services_decided_hours CHECK (((decided_hours >= 1) AND (decided_hours <= 720))),
    constraint services_duration CHECK (((duration_minutes >= 1) AND (duration_minutes <= 1440))),
    constraint services_kind CHECK ((kind = ANY (ARRAY['service'::text, 'event'::text]))),
    constraint services_minimum CHECK (((minimum >= 0) AND (minimum <= 1000))),
    constraint services_minimum_notice CHECK (((minimum_notice_minutes >= 0) AND (minimum_notice_minutes <= 525600))),
    constraint services_price CHECK ((price_amount >= 0)),
    constraint services_price_kind CHECK ((price_kind = ANY (ARRAY['fixed'::text, 'from'::text, 'free'::text, 'on_request'::text]))),
    constraint services_slot_interval CHECK (((slot_interval_minutes >= 1) AND (slot_interval_minutes <= 1440))),
    constraint services_times CHECK ((times = ANY (ARRAY['hours'::text, 'sessions'::text]))),
    constraint services_who_may_book CHECK ((who_may_book = ANY (ARRAY['everybody'::text, 'signed_in'::text, 'staff'::text, 'link'::text])))
);

create table sessions (
    business_id bigint not null,
    id bigint not null,
    minimum integer not null default 0,
    decided_hours integer not null default 24,
    decided integer not null default 0,
    cancelled_at bigint,
    version integer not null default 1,
    planned integer not null default 1,
    constraint sessions_pkey PRIMARY KEY (business_id, id),
    constraint sessions_appointment FOREIGN KEY (business_id, id) REFERENCES appointments(business_id, id),
    constraint sessions_decided CHECK ((decided = ANY (ARRAY[0, 1]))),
    constraint sessions_decided_hours CHECK (((decided_hours >= 1) AND (decided_hours <= 720))),
    constraint sessions_minimum CHECK (((minimum >= 0) AND (minimum <= 1000))),
    constraint sessions_planned CHECK ((planned = ANY (ARRAY[0, 1])))
);
CREATE INDEX sessions_undecided ON sessions USING btree (business_id, id) WHERE ((minimum > 0) AND (decided = 0));

create table sign_in_attempts (
    business_id bigint not null,
    key_hash text not null,
    failures integer not null,
    since bigint not null,
    constraint sign_in_attempts_pkey PRIMARY KEY (business_id, key_hash),
    constraint sign_in_attempts_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts USING btree (since);

create table sign_up_invitations (
    id bigint not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint sign_up_invitations_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_up_invitations_by_end ON sign_up_invitations USING btree (expires_at);
CREATE UNIQUE INDEX sign_up_invitations_token ON sign_up_invitations USING btree (token_hash);

create table special_days (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    location_id bigint,
    constraint special_days_pkey PRIMARY KEY (business_id, id),
    constraint special_days_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint special_days_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint special_days_minutes CHECK (((0 <= from_minute) AND (from_minute < 1440) AND (from_minute < to_minute) AND ((to_minute - from_minute) <= 1440)))
);
CREATE INDEX special_days_by_day ON special_days USING btree (business_id, day);

create table staff_links (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    email_key text not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint staff_links_pkey PRIMARY KEY (business_id, id),
    constraint staff_links_login FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_logins(business_id, staff_member_id)
);
CREATE INDEX staff_links_by_end ON staff_links USING btree (expires_at);
CREATE INDEX staff_links_of_member ON staff_links USING btree (business_id, staff_member_id);
CREATE UNIQUE INDEX staff_links_token ON staff_links USING btree (business_id, token_hash);

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
    last_sign_in_address text not null default ''::text,
    invited_at bigint,
    constraint staff_logins_pkey PRIMARY KEY (business_id, staff_member_id),
    constraint staff_logins_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id)
);
CREATE INDEX staff_logins_by_address ON staff_logins USING btree (email_key);
CREATE UNIQUE INDEX staff_logins_email ON staff_logins USING btree (business_id, email_key);
CREATE INDEX staff_logins_with_password ON staff_logins USING btree (business_id) WHERE (password_hash IS NOT NULL);

create table staff_members (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    email text not null default ''::text,
    role text not null,
    active integer not null default 1,
    version bigint not null default 1,
    constraint staff_members_pkey PRIMARY KEY (business_id, id),
    constraint staff_members_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint staff_members_active CHECK ((active = ANY (ARRAY[0, 1]))),
    constraint staff_members_role CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'receptionist'::text, 'provider'::text])))
);

create table staff_notice_choices (
    business_id bigint not null,
    staff_member_id bigint not null,
    kind text not null,
    told text not null,
    constraint staff_notice_choices_pkey PRIMARY KEY (business_id, staff_member_id, kind),
    constraint staff_notice_choices_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id),
    constraint staff_notice_choices_told CHECK (((told = 'at_once'::text) OR (told = 'daily'::text) OR (told = 'never'::text)))
);

create table staff_notice_settings (
    business_id bigint not null,
    staff_member_id bigint not null,
    language text not null default ''::text,
    digest_minute integer not null default 1080,
    digest_day integer,
    constraint staff_notice_settings_pkey PRIMARY KEY (business_id, staff_member_id),
    constraint staff_notice_settings_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id),
    constraint staff_notice_settings_minute CHECK (((digest_minute >= 0) AND (digest_minute <= 1439)))
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
    constraint staff_notices_pkey PRIMARY KEY (business_id, id),
    constraint staff_notices_booking FOREIGN KEY (business_id, booking_id) REFERENCES bookings(business_id, id),
    constraint staff_notices_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint staff_notices_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id)
);
CREATE INDEX staff_notices_of_customer ON staff_notices USING btree (business_id, customer_id);
CREATE UNIQUE INDEX staff_notices_once ON staff_notices USING btree (business_id, staff_member_id, channel, occasion);
CREATE INDEX staff_notices_waiting ON staff_notices USING btree (at) WHERE (message_id IS NULL);

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
    constraint staff_passkeys_pkey PRIMARY KEY (business_id, id),
    constraint staff_passkeys_login FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_logins(business_id, staff_member_id),
    constraint staff_passkeys_synced CHECK ((synced = ANY (ARRAY[0, 1])))
);
CREATE UNIQUE INDEX staff_passkeys_credential ON staff_passkeys USING btree (business_id, credential_id);
CREATE INDEX staff_passkeys_of_member ON staff_passkeys USING btree (business_id, staff_member_id);

create table staff_permissions (
    business_id bigint not null,
    staff_member_id bigint not null,
    permission text not null,
    granted integer not null,
    constraint staff_permissions_pkey PRIMARY KEY (business_id, staff_member_id, permission),
    constraint staff_permissions_member FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_members(business_id, id),
    constraint staff_permissions_granted CHECK ((granted = ANY (ARRAY[0, 1])))
);

create table staff_recovery_codes (
    business_id bigint not null,
    staff_member_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint staff_recovery_codes_pkey PRIMARY KEY (business_id, staff_member_id, code_hash),
    constraint staff_recovery_codes_login FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_logins(business_id, staff_member_id)
);

create table staff_sessions (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    token_hash text not null,
    device_hash text not null,
    passed_totp integer not null,
    user_agent text not null default ''::text,
    address text not null default ''::text,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint staff_sessions_pkey PRIMARY KEY (business_id, id),
    constraint staff_sessions_login FOREIGN KEY (business_id, staff_member_id) REFERENCES staff_logins(business_id, staff_member_id),
    constraint staff_sessions_passed_totp CHECK ((passed_totp = ANY (ARRAY[0, 1])))
);
CREATE INDEX staff_sessions_by_end ON staff_sessions USING btree (expires_at);
CREATE INDEX staff_sessions_of_member ON staff_sessions USING btree (business_id, staff_member_id);
CREATE UNIQUE INDEX staff_sessions_token ON staff_sessions USING btree (business_id, token_hash);

create table switched_off_modules (
    business_id bigint not null,
    module text not null,
    constraint switched_off_modules_pkey PRIMARY KEY (business_id, module),
    constraint switched_off_modules_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);

create table travel_times (
    business_id bigint not null,
    from_location_id bigint not null,
    to_location_id bigint not null,
    minutes integer not null,
    constraint travel_times_pkey PRIMARY KEY (business_id, from_location_id, to_location_id),
    constraint travel_times_from FOREIGN KEY (business_id, from_location_id) REFERENCES locations(business_id, id),
    constraint travel_times_to FOREIGN KEY (business_id, to_location_id) REFERENCES locations(business_id, id),
    constraint travel_times_minutes CHECK (((minutes >= 1) AND (minutes <= 1440))),
    constraint travel_times_order CHECK ((from_location_id < to_location_id))
);

create table unconfirmed_businesses (
    business_id bigint not null,
    expires_at bigint not null,
    constraint unconfirmed_businesses_pkey PRIMARY KEY (business_id),
    constraint unconfirmed_businesses_business FOREIGN KEY (business_id) REFERENCES businesses(id)
);
CREATE INDEX unconfirmed_businesses_by_end ON unconfirmed_businesses USING btree (expires_at);

create table visits (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    created_at bigint not null,
    constraint visits_pkey PRIMARY KEY (business_id, id),
    constraint visits_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id)
);

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
    why text not null default ''::text,
    unanswered integer not null default 0,
    created_at bigint not null,
    changed_at bigint not null,
    consent_at bigint,
    constraint waiting_entries_pkey PRIMARY KEY (business_id, id),
    constraint waiting_entries_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id) ON DELETE CASCADE,
    constraint waiting_entries_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id) ON DELETE CASCADE,
    constraint waiting_entries_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint waiting_entries_service FOREIGN KEY (business_id, service_id) REFERENCES services(business_id, id) ON DELETE CASCADE,
    constraint waiting_entries_days CHECK ((first_day <= last_day)),
    constraint waiting_entries_minutes CHECK (((0 <= from_minute) AND (from_minute < until_minute) AND (until_minute <= 1440))),
    constraint waiting_entries_parts CHECK (((parts >= 1) AND (parts <= 7))),
    constraint waiting_entries_state CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'booked'::text, 'left'::text, 'expired'::text]))),
    constraint waiting_entries_weekdays CHECK (((weekdays >= 1) AND (weekdays <= 127)))
);
CREATE INDEX waiting_entries_of_customer ON waiting_entries USING btree (business_id, customer_id);
CREATE INDEX waiting_entries_of_location ON waiting_entries USING btree (business_id, location_id);
CREATE INDEX waiting_entries_of_service ON waiting_entries USING btree (business_id, service_id);
CREATE INDEX waiting_entries_open ON waiting_entries USING btree (business_id, created_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'offered'::text]));

create table waiting_links (
    business_id bigint not null,
    token_hash text not null,
    entry_id bigint not null,
    created_at bigint not null,
    constraint waiting_links_pkey PRIMARY KEY (business_id, token_hash),
    constraint waiting_links_entry FOREIGN KEY (business_id, entry_id) REFERENCES waiting_entries(business_id, id) ON DELETE CASCADE
);
CREATE INDEX waiting_links_of_entry ON waiting_links USING btree (business_id, entry_id);

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
    constraint waiting_offers_pkey PRIMARY KEY (business_id, id),
    constraint waiting_offers_entry FOREIGN KEY (business_id, entry_id) REFERENCES waiting_entries(business_id, id) ON DELETE CASCADE,
    constraint waiting_offers_expiry CHECK ((created_at < expires_at)),
    constraint waiting_offers_span CHECK ((starts_at < ends_at)),
    constraint waiting_offers_state CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'expired'::text, 'withdrawn'::text])))
);
CREATE INDEX waiting_offers_accepted ON waiting_offers USING btree (business_id, starts_at) WHERE (state = 'accepted'::text);
CREATE INDEX waiting_offers_by_expiry ON waiting_offers USING btree (expires_at) WHERE (state = 'open'::text);
CREATE INDEX waiting_offers_of_customer ON waiting_offers USING btree (business_id, customer_id, provider_id, starts_at);
CREATE INDEX waiting_offers_of_entry ON waiting_offers USING btree (business_id, entry_id);
CREATE UNIQUE INDEX waiting_offers_once ON waiting_offers USING btree (business_id, customer_id, provider_id, starts_at) WHERE (state <> 'withdrawn'::text);
CREATE UNIQUE INDEX waiting_offers_one_each ON waiting_offers USING btree (business_id, entry_id) WHERE (state = 'open'::text);

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
    constraint weekly_hours_pkey PRIMARY KEY (business_id, id),
    constraint weekly_hours_location FOREIGN KEY (business_id, location_id) REFERENCES locations(business_id, id),
    constraint weekly_hours_provider FOREIGN KEY (business_id, provider_id) REFERENCES providers(business_id, id),
    constraint weekly_hours_every_weeks CHECK (((every_weeks >= 1) AND (every_weeks <= 52))),
    constraint weekly_hours_is_break CHECK ((is_break = ANY (ARRAY[0, 1]))),
    constraint weekly_hours_minutes CHECK (((0 <= from_minute) AND (from_minute < to_minute) AND (to_minute <= 2880) AND ((is_break = 1) OR ((from_minute < 1440) AND ((to_minute - from_minute) <= 1440))))),
    constraint weekly_hours_monday CHECK ((((monday - 4) % 7) = 0)),
    constraint weekly_hours_valid CHECK ((valid_from <= valid_to)),
    constraint weekly_hours_weekday CHECK (((weekday >= 1) AND (weekday <= 7)))
);
CREATE INDEX weekly_hours_of_provider ON weekly_hours USING btree (business_id, provider_id);

create table workflow_actions (
    business_id bigint not null,
    id bigint not null,
    workflow_id bigint not null,
    position integer not null,
    kind text not null,
    target text not null,
    template_id bigint,
    options text not null default '{}'::text,
    recipients text not null default '["customer"]'::text,
    constraint workflow_actions_pkey PRIMARY KEY (business_id, id),
    constraint workflow_actions_template FOREIGN KEY (business_id, template_id) REFERENCES message_templates(business_id, id),
    constraint workflow_actions_workflow FOREIGN KEY (business_id, workflow_id) REFERENCES workflows(business_id, id),
    constraint workflow_actions_position CHECK (("position" >= 0))
);
CREATE UNIQUE INDEX workflow_actions_in_order ON workflow_actions USING btree (business_id, workflow_id, "position");
CREATE INDEX workflow_actions_with_template ON workflow_actions USING btree (business_id, template_id);

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
    why text not null default ''::text,
    why_values text not null default '[]'::text,
    at bigint not null,
    constraint workflow_runs_pkey PRIMARY KEY (business_id, id),
    constraint workflow_runs_booking FOREIGN KEY (business_id, booking_id) REFERENCES bookings(business_id, id),
    constraint workflow_runs_customer FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
    constraint workflow_runs_workflow FOREIGN KEY (business_id, workflow_id) REFERENCES workflows(business_id, id),
    constraint workflow_runs_outcome CHECK ((outcome = ANY (ARRAY['acted'::text, 'nothing'::text])))
);
CREATE INDEX workflow_runs_of_workflow ON workflow_runs USING btree (business_id, workflow_id, id);
CREATE UNIQUE INDEX workflow_runs_once ON workflow_runs USING btree (business_id, workflow_id, decided_for);

create table workflows (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    happens text not null,
    offset_minutes integer not null default 0,
    conditions text not null default '[]'::text,
    active integer not null,
    birthdays_done integer,
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1,
    constraint workflows_pkey PRIMARY KEY (business_id, id),
    constraint workflows_business FOREIGN KEY (business_id) REFERENCES businesses(id),
    constraint workflows_active CHECK ((active = ANY (ARRAY[0, 1]))),
    constraint workflows_offset CHECK (((offset_minutes >= 0) AND (offset_minutes <= 527040)))
);
CREATE INDEX workflows_active_by_trigger ON workflows USING btree (happens) WHERE (active = 1);
CREATE INDEX workflows_by_trigger ON workflows USING btree (business_id, happens);

CREATE OR REPLACE FUNCTION public.occupancies_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
    there_are integer;
begin
    -- The lock makes the sum below see the rows of all others.
    select quantity into there_are from occupants c
    where c.business_id = new.business_id and c.id = new.occupant_id for update;
    if (new.exclusive = 1) <> (there_are = 1) then
        raise exception 'occupancies_exclusive' using errcode = 'check_violation', constraint = 'occupancies_exclusive';
    end if;
    if new.exclusive = 0 and (tg_op = 'UPDATE' or exists (
        select 1
        from (select new.starts_at as moment union
              select p.starts_at from occupancies p
              where p.business_id = new.business_id and p.occupant_id = new.occupant_id
                and p.starts_at > new.starts_at and p.starts_at < new.ends_at) m
        where (select sum(o.quantity) from occupancies o
               where o.business_id = new.business_id and o.occupant_id = new.occupant_id
                 and o.starts_at <= m.moment and o.starts_at > m.moment - 2678400 and o.ends_at > m.moment) > there_are))
    then
        raise exception 'occupancies_within_quantity'
            using errcode = 'check_violation', constraint = 'occupancies_within_quantity';
    end if;
    return null;
end $function$;

CREATE OR REPLACE FUNCTION public.occupants_quantity_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    if new.quantity <> old.quantity and exists (
        select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
    then
        raise exception 'occupants_quantity_in_use'
            using errcode = 'check_violation', constraint = 'occupants_quantity_in_use';
    end if;
    return new;
end $function$;
