/**
 * Prints every string of the front end that can be translated, as a gettext template (POT).
 *
 * A string that is put together when the program runs cannot be translated: it is an error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', 'src');
/** The functions of Jupyter's translation bundles, with how many of their arguments are strings. */
const NAMES = new Map([
  ['__', 1],
  ['gettext', 1],
  ['_n', 2],
  ['ngettext', 2]
]);

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* files(path);
    } else if (/\.tsx?$/.test(entry.name)) {
      yield path;
    }
  }
}

function* calls(node) {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (NAMES.has(node.expression.name.text)) {
      yield node;
    }
  }
  for (const child of node.getChildren()) {
    yield* calls(child);
  }
}

function read(call, source, where) {
  const count = NAMES.get(call.expression.name.text);
  const strings = call.arguments.slice(0, count).filter(ts.isStringLiteralLike);
  if (strings.length !== count) {
    const { line } = source.getLineAndCharacterOfPosition(call.getStart());
    throw new Error(`${where}:${line + 1}: only a plain string can be translated`);
  }
  return strings.map(string => string.text);
}

const found = new Map();
for (const path of files(ROOT)) {
  const where = relative(join(ROOT, '..'), path).replaceAll('\\', '/');
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  for (const call of calls(source)) {
    const strings = read(call, source, where);
    const known = found.get(strings[0]) ?? { strings, places: new Set() };
    known.strings = known.strings.length > strings.length ? known.strings : strings;
    known.places.add(where);
    found.set(strings[0], known);
  }
}

const header = [
  'msgid ""',
  'msgstr ""',
  '"Content-Type: text/plain; charset=UTF-8\\n"'
];
const entries = [...found.values()]
  .sort((one, other) => (one.strings[0] < other.strings[0] ? -1 : 1))
  .map(({ strings: [one, many], places }) => [
    ...[...places].sort().map(place => `#: ${place}`),
    `msgid ${JSON.stringify(one)}`,
    ...(many === undefined
      ? ['msgstr ""']
      : [`msgid_plural ${JSON.stringify(many)}`, 'msgstr[0] ""', 'msgstr[1] ""'])
  ]);
process.stdout.write(
  [header, ...entries].map(lines => lines.join('\n')).join('\n\n') + '\n'
);
