import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportRequest, importFile } from './import-file.ts';

let folder: string;
/** Source text; a placeholder of it is written with § here, since this is none of ours. */
const source = (text: string) => text.replaceAll('§{', '${');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'import-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function imported(name: string, text: string, changes: Partial<ImportRequest> = {}) {
  const file = path.join(folder, name);
  const out = path.join(folder, 'out.ts');
  writeFileSync(file, text);
  const result = importFile({
    file,
    out,
    isOverwritten: false,
    isAllKept: false,
    per: 'operation',
    ...changes,
  });
  return { ...result, module: readFileSync(result.file, 'utf8') };
}

const PETS = `openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: 'https://pets.example/v1/' }]
security: [{ bearer: [] }]
paths:
  /pets:
    parameters: [{ $ref: '#/components/parameters/limit' }]
    get:
      tags: [animals]
      operationId: list pets
      parameters: [{ name: kind, in: query, required: true, schema: { enum: [dog, cat] } }]
      responses: {}
    post:
      tags: [animals]
      operationId: createPet
      requestBody: { content: { application/json: { example: { name: Rex } } } }
      responses: { '201': { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
  /pets/{petId}:
    delete: { tags: [animals], responses: {}, security: [] }
    get: { tags: [animals], responses: {} }
  /towns/{town}:
    post:
      parameters: [{ name: X-Trace, in: header, required: true, schema: { type: integer } }]
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { properties: { size: { type: integer } } } } } }
      responses: {}
components:
  parameters: { limit: { name: limit, in: query, example: 20 } }
  schemas: { Pet: { allOf: [{ properties: { owner: { properties: { id: {} } } } }, { properties: { id: { type: string } } }] } }
`;

describe('an OpenAPI document', () => {
  it('becomes a journey for each operation, after those that make what its path names', () => {
    const { journeys, module, notes } = imported('pets.yaml', PETS);
    expect(journeys).toEqual([
      { name: 'list-pets', requests: 1 },
      { name: 'createPet', requests: 1 },
      { name: 'get-pets-petId', requests: 2 },
      { name: 'delete-pets-petId', requests: 2 },
      { name: 'post-towns-town', requests: 1 },
    ]);
    expect(module).toContain(source("path: `/v1/pets?limit=20&kind=§{user.pick('kind', ['dog', 'cat'])}`"));
    expect(module).toContain("body: { name: 'Rex' }");
    expect(module).toContain("const petId = user.capture(createPetAnswer, 'id');");
    expect(module).toContain(
      source("path: `/v1/pets/§{encodeURIComponent(petId)}`, route: '/v1/pets/:petId'"),
    );
    expect(module).toContain("headers: { 'x-trace': String(1 + Math.floor(user.random('X-Trace') * 100)) }");
    expect(module).toContain("form: { size: String(1 + Math.floor(user.random('size') * 100)) }");
    expect(notes).toEqual([
      'operations need bearer: say it in their headers',
      '{town} of /towns/{town} is made up: no operation says what it may be',
    ]);
  });

  it('becomes a journey for each tag that makes, looks and then removes', () => {
    const { journeys, module } = imported('pets.yaml', PETS, { per: 'tag' });
    expect(journeys).toEqual([
      { name: 'animals', requests: 4 },
      { name: 'towns', requests: 1 },
    ]);
    const animals = module.slice(0, module.indexOf('const towns'));
    expect([...animals.matchAll(/method: '(\w+)'/g)].map(([, method]) => method)).toEqual([
      'POST',
      'GET',
      'GET',
      'DELETE',
    ]);
  });
});

describe('an import', () => {
  it('gives journeys other names than those that ship, and leads nowhere over what is there', () => {
    const har = JSON.stringify({
      log: {
        entries: [
          {
            startedDateTime: '2026-03-01T10:00:00Z',
            request: { method: 'GET', url: 'http://a/x' },
            response: { status: 200 },
          },
        ],
      },
    });
    expect(imported('menu.har', har).journeys).toEqual([{ name: 'menu2', requests: 1 }]);
    expect(() => imported('menu.har', har)).toThrow(/out\.ts is there already/);
    expect(imported('my visit.har', har, { isOverwritten: true }).module).toContain("name: 'my-visit'");
  });

  it.each([
    ['x.json', '{"swagger": "2.0"}', /x\.json is OpenAPI 2\.0/],
    ['x.json', '{"a": 1}', /x\.json is neither a HAR recording nor an OpenAPI document/],
    ['x.yaml', 'openapi: [\n', /x\.yaml:2:1: /],
    [
      'x.har',
      '{"log": {\n"entries": [{"startedDateTime": "soon"}]}}',
      /x\.har:2:33: log\.entries\.0\.startedDateTime: write a date/,
    ],
    ['x.yaml', 'openapi: 3.1.0\ninfo: {title: x}\npaths: {}\n', /x\.yaml describes no operation/],
  ])('of %s holding %j is refused, with the place', (name, text, complaint) => {
    expect(() => imported(name, text)).toThrow(complaint);
  });

  it('that cannot be written says where', () => {
    expect(() => imported('x.yaml', PETS, { out: path.join(folder, 'gone/out.ts') })).toThrow(
      /cannot write .*gone\/out\.ts/,
    );
  });
});
