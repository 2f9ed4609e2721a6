-- Pictures of a business for its booking page, and how that page looks.

-- Of a service, of a provider, or of neither: the cover. A new picture is a new row, so that its address may be kept for long.
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

-- A picture in the sizes that it is sent in.
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

alter table businesses
    add column look_layout text not null default 'cards'
    constraint businesses_look_layout check (look_layout in ('cards', 'list', 'compact'));
alter table businesses
    add column look_font text not null default 'system'
    constraint businesses_look_font check (look_font in ('system', 'serif', 'rounded'));
alter table businesses
    add column look_corners text not null default 'soft'
    constraint businesses_look_corners check (look_corners in ('soft', 'round', 'square'));
alter table businesses
    add column look_density text not null default 'roomy'
    constraint businesses_look_density check (look_density in ('roomy', 'dense'));
