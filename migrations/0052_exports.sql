-- Customers taken home in a file. wanted: which of the list, its order and its columns, as JSON. mark: how far the list
-- is read. The file is for whoever asked for it.
create table customer_exports (
    business_id bigint not null,
    id bigint not null,
    staff_id bigint not null,
    format text not null,
    language text not null,
    wanted text not null,
    state text not null default 'making',
    mark text not null default '',
    count bigint not null default 0,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    constraint customer_exports_pkey primary key (business_id, id),
    constraint customer_exports_business foreign key (business_id) references businesses (id),
    constraint customer_exports_format check (format in ('xlsx', 'csv', 'vcf')),
    constraint customer_exports_state check (state in ('making', 'ready', 'stopped'))
);
create index customer_exports_of_member on customer_exports (business_id, staff_id, id);
create index customer_exports_by_end on customer_exports (expires_at);

-- content: what the file says of the customer; the cells of a row as JSON, or a vCard.
create table customer_export_rows (
    business_id bigint not null,
    export_id bigint not null,
    position bigint not null,
    customer_id bigint not null,
    content text not null,
    constraint customer_export_rows_pkey primary key (business_id, export_id, position),
    constraint customer_export_rows_export foreign key (business_id, export_id)
        references customer_exports (business_id, id),
    constraint customer_export_rows_customer foreign key (business_id, customer_id)
        references customers (business_id, id)
);
create unique index customer_export_rows_of_customer on customer_export_rows (business_id, customer_id, export_id);
