-- Where a booking came from (bookings::Source); empty: from before this was kept.
alter table bookings
    add column source text not null default ''
        constraint bookings_source check (source = '' or source = 'page' or source = 'embed' or source = 'link'
            or source = 'api' or source = 'staff');
