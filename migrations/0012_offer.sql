-- What staff say of the offer: how a service is shown and priced, who may book it, and what a provider does otherwise
-- than the service says; where a room or a piece of equipment stands, and how customers find a location.

-- `version` grows with every change of the service by staff, so that nobody overwrites what another one saved. Without a
-- colour it has none of its own. `link_key` is the secret of a service that is booked by its link only.
alter table services
    add column version bigint not null default 1;
alter table services
    add column colour text not null default ''
        constraint services_colour check (colour = '' or length(colour) = 7);
alter table services
    add column price_kind text not null default 'fixed'
        constraint services_price_kind check (price_kind in ('fixed', 'from', 'free', 'on_request'));
alter table services
    add column who_may_book text not null default 'everybody'
        constraint services_who_may_book check (who_may_book in ('everybody', 'signed_in', 'staff', 'link'));
alter table services
    add column link_key text not null default '';

-- What is null is as the service says.
alter table service_providers
    add column duration_minutes integer
        constraint service_providers_duration check (duration_minutes between 1 and 1440);
alter table service_providers
    add column price_amount bigint
        constraint service_providers_price check (price_amount >= 0);

alter table locations
    add column phone text not null default '';
alter table locations
    add column map_url text not null default '';
alter table locations
    add column directions text not null default '';

alter table resources
    add column position integer not null default 0;
