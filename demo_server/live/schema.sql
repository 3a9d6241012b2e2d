-- Rooms, their drivers, and the events that a newcomer must still hear. See store.py.
pragma journal_mode = wal;
pragma synchronous = normal;
pragma foreign_keys = on;

create table if not exists room (
  code text primary key,
  created real not null, -- seconds since 1970
  last integer not null -- number of the latest event
) without rowid;

create table if not exists driver (
  id text primary key,
  room text not null references room on delete cascade,
  role text not null check (role in ('driver', 'co-driver')),
  digest blob not null, -- SHA-256 of the token; the token itself is kept by the driver alone
  created real not null
) without rowid;

create table if not exists event (
  room text not null references room on delete cascade,
  number integer not null,
  kind text not null, -- state, stroke or clear
  slide integer not null,
  body text not null, -- JSON as it is sent
  primary key (room, number)
) without rowid;
