-- What a business notes about its customers besides the fields that everybody has. options: of a choice, as JSON.
-- seen_by, changed_by: whom of the staff it is for. asked_online, in_profile: whether customers are asked for it when
-- they book, and see and change it in their profile.
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

-- value: a text, a number as "-12.5", a day as "2027-03-29", an option's key, or yes or no; an empty one has no row.
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
