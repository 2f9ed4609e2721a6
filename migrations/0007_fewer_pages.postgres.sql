-- A booking touches fewer pages. Every index by a random value, or by a time somewhere in the coming weeks, is a page of
-- its own in each commit.

-- What has ended is found by when it began: no service takes longer than a day. A provider's own are picked from the
-- business's of those days.
drop index appointments_by_end;
drop index appointments_of_provider;
drop index appointments_by_start;
create index appointments_by_start on appointments (business_id, starts_at, provider_id);

-- The token of a manage link begins with the booking's id now. Those told before are found like the links in mails.
insert into booking_links (business_id, token_hash, booking_id, created_at)
select business_id, manage_token_hash, id, created_at from bookings;
drop index bookings_manage_token;
