-- Several services that were booked in one go. visit_part: which part of its visit a booking is, from 1; 0: it is the only
-- one, which no index has to find. attendee: who comes, where it is not who booked.
alter table bookings
    add column visit_part integer not null default 0
        constraint bookings_visit_part check (visit_part between 0 and 104);
alter table bookings
    add column attendee text not null default '';
create index bookings_of_visit on bookings (business_id, visit_id) where visit_part > 0;
