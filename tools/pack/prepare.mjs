// npm runs `prepare` after every install in a clone, and before it packs one that is installed from git. Only the
// second needs the build: npm was then called for another folder, and what is to be built is installed already.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
const calledFor = realpathSync(process.env.INIT_CWD ?? root);
const isOwnInstall =
  calledFor === root || calledFor.startsWith(`${root}/`) || process.env._PACOTE_NO_PREPARE_;

if (!isOwnInstall) {
  const { status } = spawnSync('node', ['tools/pack/build.ts'], { cwd: root, stdio: ['ignore', 2, 2] });
  process.exit(status ?? 1);
}
