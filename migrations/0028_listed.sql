-- What the installation's start page lists, by name.
create index businesses_listed on businesses (name, id) where listed = 1 and suspended_at is null;
