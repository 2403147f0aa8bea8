import * as z from 'zod';

/** The files that are read, by the meaning of their names: `greenlight.yaml`, `model.tar.gz`, `_READY`. */
export const meantSchema = z.enum(['manifest', 'archive', 'marker']);
export type Meant = z.infer<typeof meantSchema>;

/**
 * Variants of each name that people and their tools produce, in any case: `Greenlight.YAML`,
 * `green-light.yml`, `.greenlight.json`, Notepad's `greenlight.yaml.txt`; `model.tgz`, `model.tar`,
 * `model.zip`; `ready`, `_READY.txt`. A name with another word in it (`greenlight-staging.yaml`,
 * `weights.tgz`, `NOT_READY`) is not a variant.
 */
const spellings: Readonly<Record<Meant, RegExp>> = {
  manifest: /^\.?green[-_]?light\.(?:ya?ml|json)(?:\.txt)?$/i,
  archive: /^model\.(?:tar\.gz|tgz|tar|zip)$/i,
  marker: /^_?ready(?:\.txt)?$/i,
};

/**
 * Names that a browser, a desktop or an editor gives to a copy: `greenlight (1).yaml`, `greenlight-.yaml`.
 */
const copyOfManifest = /^greenlight[-_ ()\d]+\.(?:ya?ml|json)(?:\.txt)?$/;

/** What a file of that name is meant to be, however it is spelt; undefined if it does not concern us. */
export const spelledAs = (name: string): Meant | undefined =>
  meantSchema.options.find((meant) => spellings[meant].test(name));

/** The same, but including copies of a manifest; for use among an endpoint's own objects. */
export const meantAs = (name: string): Meant | undefined =>
  copyOfManifest.test(name) ? 'manifest' : spelledAs(name);
