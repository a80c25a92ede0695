import { stringify } from 'yaml';

/** Answers an object as YAML the way people write it: no anchors, no folded lines. */
export function toYaml(object: object): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
}
