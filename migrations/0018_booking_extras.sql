-- What customers choose and are asked besides the service and the time: add-ons and extra fields.

-- An add-on makes the appointment of a service longer and dearer.
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

-- The services that it can be chosen with.
create table add_on_services (
    business_id bigint not null,
    add_on_id bigint not null,
    service_id bigint not null,
    constraint add_on_services_pkey primary key (business_id, add_on_id, service_id),
    constraint add_on_services_add_on foreign key (business_id, add_on_id) references add_ons (business_id, id) on delete cascade,
    constraint add_on_services_service foreign key (business_id, service_id) references services (business_id, id) on delete cascade
);
create index add_on_services_service on add_on_services (business_id, service_id);

-- What was chosen, as it was then: [{"id", "name": {"": ..., "da": ...}, "minutes", "price"}]; empty: nothing.
alter table bookings
    add column add_ons text not null default '';

-- What a business asks for at booking besides name and address. `options`: [{"key", "name": {"": ..., "da": ...}}] of a
-- choice. Asked of the services in extra_field_services, or of all. Shown only where another field has a value.
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

-- A field that is asked only where another was answered so.
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

-- What the customer answered, with the field's label and, of a choice, the names of what was chosen, as they were then.
-- `value`: the text, keys of options with line ends between them, yes or no, a day, or a file's name.
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

-- The file of an answer. It goes with it.
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
