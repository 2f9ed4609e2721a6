-- When calendar addresses and manage links were last used, to the hour, for the panel's list of them. The manage link
-- that was told at booking gets a row of its own here with its first use, not before: booking pays nothing for it. An
-- empty manage_token_hash of a booking means that this link was taken back.
alter table calendar_feeds add column used_at bigint;
alter table booking_links add column used_at bigint;
