-- What staff note about a day, and how open pages hear that the calendar has changed.

-- For one location, one provider, or the whole business. `version` grows with every change, so that nobody overwrites what
-- another one saved.
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

-- `version` grows with every change of what the calendar shows of a provider; provider 0: of everybody. from_at, until_at:
-- the time that the last of these changes was about; null: any.
create table calendar_versions (
    business_id bigint not null,
    provider_id bigint not null,
    version bigint not null,
    from_at bigint,
    until_at bigint,
    constraint calendar_versions_pkey primary key (business_id, provider_id),
    constraint calendar_versions_business foreign key (business_id) references businesses (id)
);
