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

-- Games. A player is a phone, known by a random token that it alone keeps; a name is drawn, never typed.
create table if not exists player (
  id text primary key,
  room text not null references room on delete cascade,
  digest blob not null unique, -- SHA-256 of the token
  name text, -- null: wants none
  muted integer not null default 0,
  created real not null
) without rowid;

create index if not exists player_of_room on player (room);

create table if not exists game (
  id integer primary key autoincrement,
  room text not null references room on delete cascade,
  kind text not null,
  phase text not null check (phase in ('open', 'shown', 'closed')),
  round integer not null,
  state text not null, -- JSON, the kind's own
  created real not null
);

create index if not exists game_of_room on game (room);

create table if not exists answer (
  game integer not null references game on delete cascade,
  round integer not null,
  player text not null references player on delete cascade,
  body text not null, -- JSON
  bits real, -- what it cost, once that is known
  primary key (game, round, player) -- one for each phone and round, however often it is sent
) without rowid;

create index if not exists answer_of_player on answer (player);

create table if not exists entry (
  id integer primary key autoincrement,
  game integer not null references game on delete cascade,
  player text not null references player on delete cascade,
  text text not null,
  index_name text,
  status text not null check (status in ('waiting', 'shown', 'hidden', 'answered'))
);

create index if not exists entry_of_game on entry (game);
create index if not exists entry_of_player on entry (player);

create table if not exists vote (
  entry integer not null references entry on delete cascade,
  player text not null references player on delete cascade,
  primary key (entry, player)
) without rowid;

create index if not exists vote_of_player on vote (player);
