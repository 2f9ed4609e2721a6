-- The host name of its own that a business asks the operator for; one at a time. refused_at: the operator said no, and why.
create table host_requests (
    business_id bigint not null,
    host text not null,
    asked_at bigint not null,
    refused_at bigint,
    refused_why text not null default '',
    constraint host_requests_pkey primary key (business_id),
    constraint host_requests_business foreign key (business_id) references businesses (id)
);
create index host_requests_open on host_requests (asked_at) where refused_at is null;

-- How long the links work that a message of this template holds, in minutes. Null: as long as each kind of link does.
alter table message_templates add column link_minutes integer
    constraint message_templates_link_minutes check (link_minutes between 15 and 43200);
