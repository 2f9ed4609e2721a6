-- What staff stick on customers. name_key: the name folded, of one label of the business.
create table labels (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    name_key text not null,
    colour text not null default '',
    created_at bigint not null,
    version bigint not null default 1,
    constraint labels_pkey primary key (business_id, id),
    constraint labels_business foreign key (business_id) references businesses (id)
);
create unique index labels_name on labels (business_id, name_key);
create table customer_labels (
    business_id bigint not null,
    customer_id bigint not null,
    label_id bigint not null,
    constraint customer_labels_pkey primary key (business_id, customer_id, label_id),
    constraint customer_labels_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_labels_label foreign key (business_id, label_id) references labels (business_id, id)
);
create index customer_labels_by_label on customer_labels (business_id, label_id, customer_id);
