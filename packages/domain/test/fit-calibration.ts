/** The weights of a calibration that are off the least, by the squares of their relative errors. */
import { type Calibration, CHARACTER_KINDS, countKinds } from '../src/token-calibration.js';
import type { Encoding } from '../src/token-encodings.js';
import { countTextTokens } from '../src/token-count.js';

export interface CountedText {
  readonly text: string;
  /** By the tokenizer that is to be estimated. */
  readonly tokens: number;
}

export function fitCalibration(samples: readonly CountedText[], encoding: Encoding): Calibration {
  const rows = samples.map(({ text, tokens }) => {
    const kinds = countKinds(text);
    return [countTextTokens(text, encoding), ...CHARACTER_KINDS.map((kind) => kinds[kind])].map((n) => n / tokens);
  });
  const [perToken = 1, ...weights] = solve(normalEquations(rows)).map((weight) => Math.round(weight * 1_000) / 1_000);
  const perCharacter = Object.fromEntries(CHARACTER_KINDS.map((kind, index) => [kind, weights[index] ?? 0]));
  return { encoding, perToken, perCharacter: perCharacter as Calibration['perCharacter'] };
}

/** Of `rows` times the weights, each of which should be 1. */
function normalEquations(rows: readonly number[][]): number[][] {
  const size = rows[0]?.length ?? 0;
  return Array.from({ length: size }, (_, left) => [
    ...Array.from({ length: size }, (_unused, right) => sum(rows, (row) => at(row, left) * at(row, right))),
    sum(rows, (row) => at(row, left)),
  ]);
}

/** By Gauss and Jordan, with the largest pivot first. */
function solve(matrix: number[][]): number[] {
  for (const [column] of matrix.entries()) {
    const rest = matrix.slice(column).map((row) => Math.abs(at(row, column)));
    const largest = column + rest.indexOf(Math.max(...rest));
    [matrix[column], matrix[largest]] = [rowAt(matrix, largest), rowAt(matrix, column)];
    const pivot = rowAt(matrix, column);
    for (const row of matrix) {
      if (row === pivot) continue;
      const factor = at(row, column) / at(pivot, column);
      for (let place = column; place < row.length; place += 1) row[place] = at(row, place) - factor * at(pivot, place);
    }
  }
  return matrix.map((row, index) => at(row, row.length - 1) / at(row, index));
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}

function rowAt(matrix: readonly number[][], index: number): number[] {
  return matrix[index] ?? [];
}
