-- What it takes to undo an event whose predecessor's own event is gone before it.
alter table event add column previous_document text;

comment on column event.previous_document is
    'the state before, if its own event lies so far back that compaction drops it first; else null';

-- Which backup this database was made from; empty unless it was.
create table restoration (
    sha256   text        not null primary key,
    revision bigint      not null,
    as_of    bigint      not null,
    at       timestamptz not null default transaction_timestamp()
);

comment on column restoration.revision is 'the backup''s own revision';
comment on column restoration.as_of is 'the revision whose state was restored';
