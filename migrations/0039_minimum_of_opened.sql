-- planned: staff put it into the book, where it stands; 0: the first who booked opened it, and the row says its minimum alone.
alter table sessions
    add column planned integer not null default 1 constraint sessions_planned check (planned in (0, 1));
