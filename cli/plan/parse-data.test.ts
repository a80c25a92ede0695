import { expect, it } from 'vitest';
import { parseData } from './parse-data.ts';

it('reads names, modes and files', () => {
  expect(parseData(['users=users.csv', 'cards=unique:data/cards.json', 'a=./random:b.csv'])).toEqual([
    { name: 'users', mode: 'sequence', file: 'users.csv' },
    { name: 'cards', mode: 'unique', file: 'data/cards.json' },
    { name: 'a', mode: 'sequence', file: './random:b.csv' },
  ]);
});

it.each([
  [['users.csv'], '--data users.csv is not a name and a file'],
  [['users=users.txt'], '"users.txt" is neither a .csv nor a .json file'],
  [['users=a.csv', 'users=b.csv'], '--data users=… stands there twice'],
])('refuses %j', (texts, complaint) => {
  expect(() => parseData(texts)).toThrow(complaint);
});
