import { execute } from '@oclif/core/execute';
import { programOf } from './program.ts';

/**
 * Starts the command line. Not awaited by the caller on purpose: a closed stdout (`| head`) would leave a top-level
 * await unsettled.
 */
export function main(): void {
  void execute({ loadOptions: programOf(import.meta.filename) });
}
