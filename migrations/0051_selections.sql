-- What staff do with many customers of a list at once. doing: delete, restore (what the selection undoes deleted), label
-- or unlabel. done and refused count those whose turn has come. expires_at: when the memory of it goes.
create table customer_selections (
    business_id bigint not null,
    id bigint not null,
    doing text not null,
    label_id bigint,
    undoes_id bigint,
    state text not null default 'doing',
    count bigint not null,
    done bigint not null default 0,
    refused bigint not null default 0,
    staff_id bigint not null,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_selections_pkey primary key (business_id, id),
    constraint customer_selections_business foreign key (business_id) references businesses (id),
    constraint customer_selections_doing check (doing in ('delete', 'restore', 'label', 'unlabel')),
    constraint customer_selections_label check ((doing in ('label', 'unlabel')) = (label_id is not null)),
    constraint customer_selections_undoes check ((doing = 'restore') = (undoes_id is not null)),
    constraint customer_selections_state check (state in ('doing', 'done', 'stopped'))
);
create unique index customer_selections_undone on customer_selections (business_id, undoes_id)
    where undoes_id is not null;
create index customer_selections_by_end on customer_selections (expires_at);

-- outcome: empty while their turn has not come. why: the code of what refused them.
create table selected_customers (
    business_id bigint not null,
    selection_id bigint not null,
    customer_id bigint not null,
    outcome text not null default '',
    why text not null default '',
    constraint selected_customers_pkey primary key (business_id, selection_id, customer_id),
    constraint selected_customers_selection foreign key (business_id, selection_id)
        references customer_selections (business_id, id),
    constraint selected_customers_customer foreign key (business_id, customer_id)
        references customers (business_id, id),
    constraint selected_customers_outcome check (outcome in ('', 'done', 'refused'))
);
create index selected_customers_waiting on selected_customers (business_id, selection_id, customer_id)
    where outcome = '';
create index selected_customers_refused on selected_customers (business_id, selection_id, customer_id)
    where outcome = 'refused';
create index selected_customers_of_customer on selected_customers (business_id, customer_id);
