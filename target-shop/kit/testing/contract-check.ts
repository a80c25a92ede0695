import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Request, RequestHandler, Response } from 'express';
import {
  type OpenApiDocument,
  type OpenApiOperation,
  openApiDocument,
  openApiPath,
} from '../http/openapi.ts';
import { operationsOf } from '../http/route.ts';
import { routeOf } from '../http/route-template.ts';
import type { ServiceDefinition } from '../kit.ts';

/**
 * Answers a service that checks each of its own requests and answers against its OpenAPI document.
 * A request that was served must be one that the document allows; every answer must be one it names.
 * @param onMismatch told in a sentence what was not as documented
 */
export function checkedByDocument(
  definition: ServiceDefinition,
  onMismatch: (sentence: string) => void,
): ServiceDefinition {
  return {
    ...definition,
    async routes(kit) {
      const routes = await definition.routes(kit);
      for (const one of routes) {
        if (typeof one === 'function' && hasRoutes(one))
          throw new TypeError(`${definition.name} mounts a router, whose routes are in no document`);
      }
      const info = { service: definition.name, version: 'test' };
      const document = openApiDocument(info, operationsOf(routes), definition.answers);
      return [checkExchanges(new DocumentCheck(document), definition.name, onMismatch), ...routes];
    },
  };
}

/** A router that only prepares requests has layers, and none of them is a route. */
function hasRoutes(handler: RequestHandler): boolean {
  const { stack } = handler as unknown as { readonly stack?: readonly { readonly route?: unknown }[] };
  return stack?.some(({ route }) => route !== undefined) ?? false;
}

function checkExchanges(
  check: DocumentCheck,
  service: string,
  onMismatch: (sentence: string) => void,
): RequestHandler {
  return (request, response, next) => {
    let sent: unknown;
    const json = response.json.bind(response);
    response.json = (body: unknown) => {
      sent = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
      return json(body);
    };
    response.once('finish', () => {
      for (const problem of check.problems(request, response, sent))
        onMismatch(`${service}: ${request.method} ${request.originalUrl}: ${problem}`);
    });
    next();
  };
}

/** Where a schema stands in a document. */
type Place = readonly string[];

const JSON_SCHEMA: Place = ['content', 'application/json', 'schema'];

/** Looks at exchanges through an OpenAPI document. */
export class DocumentCheck {
  readonly #document: OpenApiDocument;
  readonly #ofJson = new Ajv2020({ strict: false, validateFormats: false });
  /** Parameters arrive as texts, whatever their type. */
  readonly #ofText = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: true });

  constructor(document: OpenApiDocument) {
    this.#document = document;
    for (const ajv of [this.#ofJson, this.#ofText]) ajv.addSchema(document, 'document');
  }

  /** Answers what of one exchange is not as documented, a sentence each. */
  problems(request: Request, response: Response, sent: unknown): readonly string[] {
    const template = routeOf(request);
    if (template === undefined || request.method === 'HEAD') return [];
    const place = ['paths', openApiPath(template), request.method.toLowerCase()];
    const operation = this.#document.paths[String(place[1])]?.[String(place[2])];
    if (operation === undefined) return ['the operation is not in the document'];
    const ofAnswer = this.answerProblems(String(place[1]), String(place[2]), {
      status: response.statusCode,
      sent,
    });
    return response.statusCode >= 400
      ? ofAnswer
      : [...ofAnswer, ...this.#requestProblems(operation, place, request)];
  }

  /** Answers what of an answer is not as documented. @param path with method, as the document has them */
  answerProblems(
    path: string,
    method: string,
    { status, sent }: { readonly status: number; readonly sent: unknown },
  ): readonly string[] {
    const responses = this.#document.paths[path]?.[method]?.responses ?? {};
    const place = ['paths', path, method];
    const documented = [String(status), `${String(status)[0]}XX`].find((key) => responses[key] !== undefined);
    if (documented === undefined) return [`status ${status} is not in the document`];
    if (responses[documented]?.content?.['application/json'] === undefined) return [];
    return violations(this.#ofJson, [...place, 'responses', documented, ...JSON_SCHEMA], sent);
  }

  #requestProblems(
    { parameters, requestBody }: OpenApiOperation,
    place: Place,
    request: Request,
  ): readonly string[] {
    const ofParameters = parameters.flatMap(({ name, in: where, required }, index) => {
      const given = where === 'path' ? request.params[name] : request.query[name];
      if (given === undefined) return required ? [`parameter ${name} is missing`] : [];
      return violations(this.#ofText, [...place, 'parameters', String(index), 'schema'], given);
    });
    if (requestBody === undefined) return ofParameters;
    const ofBody = violations(this.#ofJson, [...place, 'requestBody', ...JSON_SCHEMA], request.body ?? {});
    return [...ofParameters, ...ofBody];
  }
}

function violations(ajv: Ajv2020, place: Place, value: unknown): readonly string[] {
  const pointer = place
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const key = `document#/${pointer}`;
  const validate = ajv.getSchema(key) ?? ajv.compile({ $id: key.replace('#', '/'), $ref: key });
  if (validate(value)) return [];
  return [`${ajv.errorsText(validate.errors, { dataVar: place.at(-2) ?? '' })} in ${JSON.stringify(value)}`];
}
