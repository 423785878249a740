-- The cluster's current objects. Documents are text: any valid JSON survives, and writing costs half of what jsonb costs.
create table current_object (
    api_group text collate "C" not null,
    resource  text collate "C" not null,
    namespace text collate "C" not null,
    name      text collate "C" not null,
    uid       text             not null,
    revision  bigint           not null,
    document  text             not null,
    primary key (api_group, resource, namespace, name)
) with (fillfactor = 70);

-- One row per write, in commit order. Partitioned by revision, so that compaction drops whole tables.
create table event (
    revision          bigint           not null primary key,
    kind              char(1)          not null check (kind in ('A', 'M', 'D')),
    api_group         text collate "C" not null,
    resource          text collate "C" not null,
    namespace         text collate "C" not null,
    name              text collate "C" not null,
    uid               text             not null,
    previous_revision bigint,
    at                timestamptz      not null default transaction_timestamp(),
    document          text             not null
) partition by range (revision);

comment on column event.kind is 'A added, M modified, D deleted; a deletion''s document is the last state';
comment on column event.previous_revision is 'the revision of the state before; null for an addition';

-- Who may write. Every write transaction holds this row shared and checks the epoch; a new leader raises it, which
-- waits for those transactions and fences all later ones.
create table leadership (
    id     smallint    not null primary key check (id = 1),
    epoch  bigint      not null,
    holder text        not null,
    since  timestamptz not null default transaction_timestamp()
);
insert into leadership (id, epoch, holder) values (1, 0, 'nobody');

-- Written by health probes, and by nothing else.
create table probe (
    id smallint    not null primary key check (id = 1),
    at timestamptz not null
);
insert into probe (id, at) values (1, transaction_timestamp());

-- For people: objects and events with documents that can be queried.
create view objects as
select api_group, resource, namespace, name, uid, revision, document::jsonb as object
from current_object;

create view events as
select revision, at,
       case kind when 'A' then 'ADDED' when 'M' then 'MODIFIED' else 'DELETED' end as type,
       api_group, resource, namespace, name, uid, previous_revision, document::jsonb as object
from event;

create view pods as
select namespace, name, uid, revision,
       object #>> '{spec,nodeName}'     as node,
       object #>> '{status,phase}'      as phase,
       object #>> '{status,podIP}'      as ip,
       (object #>> '{metadata,creationTimestamp}')::timestamptz as created,
       object
from objects
where api_group = '' and resource = 'pods';
