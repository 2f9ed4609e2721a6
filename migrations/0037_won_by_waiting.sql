-- Reports count what was booked from the waiting list.
create index waiting_offers_accepted on waiting_offers (business_id, starts_at) where state = 'accepted';
