-- Customers who come in from a file (FEATURES 4.4).

-- columns: of the file, with their names, some of what is in them, and which way round their days are written. settings: what each
-- column becomes and what happens to customers who are there already. round: how often it was checked; what an earlier check left
-- goes. at_row, at_customer: how far the work is that asked_by, an activity, has begun. problems: how often each was met. leftovers:
-- something is kept that nobody needs any more, for the housekeeper.
create table imports (
    business_id bigint not null,
    id bigint not null,
    state text not null,
    file_name text not null,
    bytes bigint not null,
    encoding text not null,
    delimiter text not null,
    fingerprint text not null default '',
    columns text not null default '[]',
    row_count bigint not null default 0,
    settings text not null default '{}',
    remembered integer not null default 0,
    round bigint not null default 0,
    at_row bigint not null default 0,
    at_customer bigint not null default 0,
    asked_by bigint,
    added bigint not null default 0,
    changed bigint not null default 0,
    left_alone bigint not null default 0,
    failed bigint not null default 0,
    taken_back bigint not null default 0,
    kept bigint not null default 0,
    problems text not null default '{}',
    stopped integer not null default 0,
    leftovers integer not null default 0,
    staff_member_id bigint,
    created_at bigint not null,
    finished_at bigint,
    expires_at bigint not null,
    constraint imports_pkey primary key (business_id, id),
    constraint imports_business foreign key (business_id) references businesses (id),
    constraint imports_state check (state in ('reading', 'mapping', 'checking', 'checked', 'importing', 'done', 'undoing',
        'undone')),
    constraint imports_remembered check (remembered in (0, 1)),
    constraint imports_stopped check (stopped in (0, 1)),
    constraint imports_leftovers check (leftovers in (0, 1))
);
create index imports_by_end on imports (expires_at);
create index imports_with_leftovers on imports (business_id, id) where leftovers = 1;

-- The rows of the file, some in each, from first_row on; as JSON, until they are in.
create table import_chunks (
    business_id bigint not null,
    import_id bigint not null,
    first_row bigint not null,
    content bytea not null,
    constraint import_chunks_pkey primary key (business_id, import_id, first_row),
    constraint import_chunks_import foreign key (business_id, import_id) references imports (business_id, id)
);

-- What is wrong with a row: of a check the first ones, of the import all that did not come in. cells: as they stand in the file,
-- to be corrected.
create table import_problems (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    row_number bigint not null,
    fails integer not null,
    cells text not null,
    problems text not null,
    constraint import_problems_pkey primary key (business_id, import_id, round, row_number),
    constraint import_problems_import foreign key (business_id, import_id) references imports (business_id, id),
    constraint import_problems_fails check (fails in (0, 1))
);

-- By what the rows before are known, while a check looks for two rows of one person. match, and the name in name_match, are hashed.
create table import_keys (
    business_id bigint not null,
    import_id bigint not null,
    round bigint not null,
    match bigint not null,
    name_match bigint not null,
    row_number bigint not null,
    constraint import_keys_pkey primary key (business_id, import_id, round, match)
) without rowid;

-- What the import did to a customer, to be taken back for 30 days. before, after: fields that were changed. happened: how much had
-- happened to them by then. outcome: what became of taking it back; left_as_is: fields that were changed since.
create table import_changes (
    business_id bigint not null,
    import_id bigint not null,
    customer_id bigint not null,
    row_number bigint not null,
    is_new integer not null,
    before text not null default '{}',
    after text not null default '{}',
    labels text not null default '[]',
    happened integer not null default 0,
    outcome text not null default '',
    left_as_is text not null default '[]',
    at bigint not null,
    constraint import_changes_pkey primary key (business_id, import_id, customer_id),
    constraint import_changes_import foreign key (business_id, import_id) references imports (business_id, id),
    constraint import_changes_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint import_changes_is_new check (is_new in (0, 1)),
    constraint import_changes_outcome check (outcome in ('', 'taken_back', 'kept'))
);
create index import_changes_of_customer on import_changes (business_id, customer_id);
create index import_changes_kept on import_changes (business_id, import_id, row_number) where outcome = 'kept';

-- What the columns of such a file became the last time. fingerprint: of their names.
create table import_mappings (
    business_id bigint not null,
    fingerprint text not null,
    settings text not null,
    used_at bigint not null,
    constraint import_mappings_pkey primary key (business_id, fingerprint),
    constraint import_mappings_business foreign key (business_id) references businesses (id)
);
create index import_mappings_by_use on import_mappings (business_id, used_at);
