import { camelCase, Names } from './identifiers.ts';
import { Expression, type Script, type Step, type Value } from './script.ts';
import { quoted, writeValue } from './write-value.ts';

/**
 * Answers the module of some journeys, as `shopctl load --journeys` plays it.
 * @param source where they come from, for the reader
 */
export function writeModule(scripts: readonly Script[], source: string): string {
  const names = new Names();
  const constants = scripts.map((script) => ({ script, constant: names.take(camelCase(script.name)) }));
  const exported = constants.map(({ constant }) => new Expression(constant));
  const [only] = exported;
  return [
    "import type { Journey } from 'shopctl/journey';",
    '',
    `// From ${source}, by \`shopctl load import\`: yours to change.`,
    ...constants.flatMap(({ script, constant }) => ['', ...journeyLines(script, constant)]),
    '',
    `export default ${exported.length === 1 && only !== undefined ? only.source : writeValue(exported)};`,
    '',
  ].join('\n');
}

function journeyLines({ name, purpose, steps }: Script, constant: string): readonly string[] {
  return [
    `/** ${purpose.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */`,
    `const ${constant}: Journey = {`,
    `  name: ${quoted(name)},`,
    '  async play(user) {',
    ...steps.flatMap(stepLines).map((line) => (line === '' ? '' : `    ${line}`)),
    '  },',
    '};',
  ];
}

/** Lines that stand in by four; those within a value bring the rest themselves. */
function stepLines(step: Step): readonly string[] {
  const { comments, think, answer, captures } = step;
  const isKept = captures.length > 0;
  const call = `${isKept ? `const ${answer} = ` : ''}await user.request(${writeValue(requestOf(step), 4)});`;
  return [
    ...(think === undefined ? [] : [`await user.think(${think.minMs}, ${think.maxMs});`]),
    ...comments.map((comment) => `// ${comment.replaceAll(/\s+/g, ' ')}`),
    // Further lines of the value stand in as far as they should already.
    ...call.split('\n').map((line, place) => (place === 0 ? line : line.replace(/^ {4}/, ''))),
    ...captures.map(({ name, path }) => `const ${name} = user.capture(${answer}, ${quoted(path)});`),
  ];
}

function requestOf({ method, path, route, headers, body, form }: Step): { readonly [key: string]: Value } {
  return {
    method,
    path,
    ...(route === undefined ? {} : { route }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(form === undefined ? {} : { form }),
  };
}
