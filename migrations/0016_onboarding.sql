-- What a business did of its first days: steps of the set-up, and what it put aside of what was left to do. `finished`:
-- nothing of it is shown any more. trial.ID: the booking by which the owner tried the page, until it is taken back;
-- guest.ID: the customer whom it made.
create table onboarding_steps (
    business_id bigint not null,
    step text not null,
    done_at bigint not null,
    constraint onboarding_steps_pkey primary key (business_id, step),
    constraint onboarding_steps_business foreign key (business_id) references businesses (id)
);
-- Businesses that are there already were set up in another way.
insert into onboarding_steps (business_id, step, done_at) select id, 'finished', created_at from businesses;

-- Those that the demo made, and only it.
create table demo_businesses (
    business_id bigint not null,
    constraint demo_businesses_pkey primary key (business_id),
    constraint demo_businesses_business foreign key (business_id) references businesses (id)
);

-- Whether anybody can sign in by a password, at all or of a business.
create index staff_logins_with_password on staff_logins (business_id) where password_hash is not null;
