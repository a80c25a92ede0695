/** Marks a SQLite file as telemetry of shopctl (`PRAGMA application_id`): "shop" in ASCII. */
export const TELEMETRY_APPLICATION_ID = 0x73686f70;

/** Version of the tables below (`PRAGMA user_version`); raised with every change that old readers cannot read. */
export const TELEMETRY_SCHEMA_VERSION = 1;

/**
 * The tables of a telemetry file. Repeated text is a number (`dictionary`), traces and resources too, and span ids
 * are 64-bit integers, so that a span is a short row of numbers: a scan of 100,000 takes a few milliseconds and
 * needs no index. Attributes stand apart, because few questions need them. Times are microseconds since the epoch.
 */
export const TELEMETRY_TABLES = `
CREATE TABLE dictionary (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE traces (id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL UNIQUE);
CREATE TABLE resources (
  id INTEGER PRIMARY KEY,
  service INTEGER NOT NULL REFERENCES dictionary,
  attributes TEXT NOT NULL UNIQUE
);

CREATE TABLE spans (
  id INTEGER PRIMARY KEY,
  trace INTEGER NOT NULL REFERENCES traces,
  span INTEGER NOT NULL,
  parent INTEGER,
  resource INTEGER NOT NULL REFERENCES resources,
  service INTEGER NOT NULL REFERENCES dictionary,
  name INTEGER NOT NULL REFERENCES dictionary,
  kind INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  status INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  entry INTEGER,          -- 1 by it a request entered a service, 0 not, NULL only the parent's service can tell
  traffic INTEGER REFERENCES dictionary,
  db_system INTEGER REFERENCES dictionary,
  has_statement INTEGER NOT NULL,
  http_status INTEGER,
  peer INTEGER REFERENCES dictionary
);
-- A sender that missed our answer sends again: the second copy of a span is not stored.
CREATE UNIQUE INDEX spans_by_id ON spans (trace, span);
CREATE TABLE span_attributes (span INTEGER PRIMARY KEY REFERENCES spans, attributes TEXT NOT NULL);

CREATE TABLE logs (
  id INTEGER PRIMARY KEY,
  trace INTEGER REFERENCES traces,
  span INTEGER,
  at_us INTEGER NOT NULL,
  resource INTEGER NOT NULL REFERENCES resources,
  service INTEGER NOT NULL REFERENCES dictionary,
  severity INTEGER NOT NULL,
  event INTEGER REFERENCES dictionary,
  body TEXT NOT NULL,
  attributes TEXT NOT NULL
);
CREATE INDEX logs_by_event ON logs (event) WHERE event IS NOT NULL;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  resource INTEGER NOT NULL REFERENCES resources,
  service INTEGER NOT NULL REFERENCES dictionary,
  name INTEGER NOT NULL REFERENCES dictionary,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  temporality INTEGER NOT NULL,
  is_monotonic INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  UNIQUE (resource, name, unit, kind, temporality, is_monotonic, attributes)
);
CREATE TABLE points (
  series INTEGER NOT NULL REFERENCES series,
  at_us INTEGER NOT NULL,
  value REAL,
  count INTEGER,
  sum REAL,
  min REAL,
  max REAL,
  bounds INTEGER REFERENCES dictionary,   -- JSON array of upper bounds
  buckets TEXT,                           -- JSON array of counts
  PRIMARY KEY (series, at_us)
) WITHOUT ROWID;
`;
