-- The people who work here, what each of them may do, and addresses that a business had before.

-- active: still works here; else neither booked nor signed in, and what they did stays.
alter table staff_members add column active integer not null default 1
    constraint staff_members_active check (active in (0, 1));
alter table staff_members add column version bigint not null default 1;

-- colour: #rrggbb, or empty: none chosen.
alter table providers
    add column about text not null default '';
alter table providers
    add column colour text not null default '';

-- A login without a password that was made by an invitation has not been accepted yet.
alter table staff_logins add column invited_at bigint;

-- What one of the staff may do besides what their role says, or may not do although it says so.
create table staff_permissions (
    business_id bigint not null,
    staff_member_id bigint not null,
    permission text not null,
    granted integer not null,
    constraint staff_permissions_pkey primary key (business_id, staff_member_id, permission),
    constraint staff_permissions_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_permissions_granted check (granted in (0, 1))
);

-- kind: what sort of business it is, as its owner chose it; empty: not said.
alter table businesses
    add column kind text not null default '';

-- Addresses that lead to the one of today for good. Nobody else gets them.
create table former_slugs (
    slug text not null,
    business_id bigint not null,
    left_at bigint not null,
    constraint former_slugs_pkey primary key (slug),
    constraint former_slugs_business foreign key (business_id) references businesses (id)
);
create index former_slugs_of_business on former_slugs (business_id);
