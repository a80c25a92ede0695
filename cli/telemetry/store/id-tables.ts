import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MetricPoint, ResourceRecord } from './telemetry-records.ts';

/** Answers the numbers that stand for repeated things in a telemetry file; gives new things a number. */
export interface IdTables {
  text(text: string): number;
  trace(traceId: string): number;
  resource(resource: ResourceRecord): number;
  series(point: MetricPoint): number;
  /** Drops what is remembered: after a rollback the file may no longer hold it. */
  forget(): void;
}

/** How many numbers of one kind are remembered; beyond that the file is asked again. */
const REMEMBERED = 50_000;

/** Prepares the id tables of a file; numbers already given are kept. */
export function createIdTables(database: DatabaseSync): IdTables {
  const texts = idTable(database, {
    find: 'SELECT id FROM dictionary WHERE text = ?',
    add: 'INSERT INTO dictionary (text) VALUES (?)',
  });
  const traces = idTable(database, {
    find: 'SELECT id FROM traces WHERE trace_id = ?',
    add: 'INSERT INTO traces (trace_id) VALUES (?)',
  });
  const resources = idTable(database, {
    find: 'SELECT id FROM resources WHERE service = ? AND attributes = ?',
    add: 'INSERT INTO resources (service, attributes) VALUES (?, ?)',
  });
  const series = idTable(database, {
    find: `SELECT id FROM series WHERE resource = ? AND service = ? AND name = ? AND unit = ? AND kind = ?
             AND temporality = ? AND is_monotonic = ? AND attributes = ?`,
    add: `INSERT INTO series (resource, service, name, unit, kind, temporality, is_monotonic, attributes)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  });
  // Items of one request share their resource object: its attributes are written out once.
  let resourceIds = new WeakMap<ResourceRecord, number>();
  const resourceId = (resource: ResourceRecord): number => {
    const known = resourceIds.get(resource);
    if (known !== undefined) return known;
    const values = [texts.id([resource.service]), JSON.stringify(resource.attributes)];
    const id = resources.id(values);
    resourceIds.set(resource, id);
    return id;
  };
  return {
    text: (text) => texts.id([text]),
    trace: (traceId) => traces.id([traceId]),
    resource: resourceId,
    series: (point) =>
      series.id([
        resourceId(point.resource),
        texts.id([point.resource.service]),
        texts.id([point.name]),
        point.unit,
        point.kind,
        point.temporality,
        point.isMonotonic ? 1 : 0,
        JSON.stringify(point.attributes),
      ]),
    forget() {
      for (const table of [texts, traces, resources, series]) table.forget();
      resourceIds = new WeakMap();
    },
  };
}

interface IdTable {
  id(values: readonly (string | number)[]): number;
  forget(): void;
}

function idTable(database: DatabaseSync, sql: { readonly find: string; readonly add: string }): IdTable {
  const find = database.prepare(sql.find);
  const add = database.prepare(sql.add);
  const remembered = new Map<string, number>();
  return {
    id(values) {
      const key = values.length === 1 ? String(values[0]) : JSON.stringify(values);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const id = foundId(find, values) ?? Number(add.run(...values).lastInsertRowid);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(key, id);
      return id;
    },
    forget: () => remembered.clear(),
  };
}

function foundId(find: StatementSync, values: readonly (string | number)[]): number | undefined {
  const id = find.get(...values)?.['id'];
  return id === undefined ? undefined : Number(id);
}
