-- When a business is open, and time off by hours or every year.

-- When customers may come, as it is told to them; what is offered are the hours of the providers. Minutes after midnight
-- of the weekday, past midnight as in weekly_hours. Without a location: of the business.
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

-- Hours off on one day. Without a provider: of everyone.
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

-- Every year from the first on.
alter table days_off add column yearly integer not null default 0
    constraint days_off_yearly check (yearly in (0, 1));
