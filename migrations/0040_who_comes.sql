-- Who comes with a booking is found by name.

-- attendee, folded as customers' search_key is, and the same with the last word first. Only those who come where it is not who
-- booked have one.
alter table bookings
    add column attendee_key text not null default '';
alter table bookings
    add column attendee_surname_key text not null default '';
update bookings set attendee_key = ' ' || lower(attendee), attendee_surname_key = ' ' || lower(attendee)
where attendee <> '';
create index bookings_by_attendee on bookings (business_id, attendee_key) where attendee_key <> '';
create index bookings_by_attendee_surname on bookings (business_id, attendee_surname_key)
where attendee_surname_key <> '';

-- The mails about several appointments of a series have one calendar file with all of them, as in new businesses.
update workflow_actions set options = '{"calendar_file":"yes"}'
where options = '{}' and target = 'email' and exists (
    select 1 from workflows w
    where w.business_id = workflow_actions.business_id and w.id = workflow_actions.workflow_id
        and w.happens in ('series_booked', 'series_moved', 'series_cancelled'));
