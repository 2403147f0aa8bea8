import * as z from 'zod';

/** What a file's name is meant to be, of the three that are read: `greenlight.yaml`, `model.tar.gz`, `_READY`. */
export const meantSchema = z.enum(['manifest', 'archive', 'marker']);
export type Meant = z.infer<typeof meantSchema>;

/**
 * Spellings that people and their tools make of each name, in any case: `Greenlight.YAML`, `green-light.yml`,
 * `.greenlight.json`, Notepad's `greenlight.yaml.txt`; `model.tgz`, `model.tar`, `model.zip`; `ready`, `_READY.txt`.
 * A name with another word in it (`greenlight-staging.yaml`, `weights.tgz`, `NOT_READY`) is meant as what it says.
 */
const spellings: Readonly<Record<Meant, RegExp>> = {
  manifest: /^\.?green[-_]?light\.(?:ya?ml|json)(?:\.txt)?$/i,
  archive: /^model\.(?:tar\.gz|tgz|tar|zip)$/i,
  marker: /^_?ready(?:\.txt)?$/i,
};

/** What a browser, a desktop or an editor makes of a name that is taken: `greenlight (1).yaml`, `greenlight-.yaml`. */
const copyOfManifest = /^greenlight[-_ ()\d]+\.(?:ya?ml|json)(?:\.txt)?$/;

/** What a file of that name is meant as, however it is spelt; undefined for what is nobody's business. */
export const spelledAs = (name: string): Meant | undefined =>
  meantSchema.options.find((meant) => spellings[meant].test(name));

/** The same where a copy of a manifest can lie: among an endpoint's own objects. */
export const meantAs = (name: string): Meant | undefined =>
  copyOfManifest.test(name) ? 'manifest' : spelledAs(name);
